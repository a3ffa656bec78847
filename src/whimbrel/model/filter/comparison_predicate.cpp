#include "whimbrel/model/filter/comparison_predicate.hpp"

#include <cmath>
#include <utility>

#include "whimbrel/model/filter/value_order.hpp"

namespace whimbrel::model {

std::optional<std::int64_t> whole_number(const Value& value) noexcept {
  if (const auto* small = value.get_if<std::int32_t>()) return *small;
  if (const auto* large = value.get_if<std::int64_t>()) return *large;
  const auto* number = value.get_if<double>();
  constexpr double limit = 9223372036854775808.0;  // 2^63
  if (number == nullptr || *number != std::trunc(*number)) return std::nullopt;
  if (*number < -limit || *number >= limit) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

ComparisonPredicate::ComparisonPredicate(Comparison comparison, Value operand)
    : comparison_(comparison),
      operand_(std::move(operand)),
      rank_(type_rank(operand_)),
      integer_(whole_number(operand_)) {}

bool ComparisonPredicate::holds_for(std::strong_ordering order) const noexcept {
  switch (comparison_) {
    case Comparison::equal:
      return order == 0;
    case Comparison::less:
      return order < 0;
    case Comparison::less_equal:
      return order <= 0;
    case Comparison::greater:
      return order > 0;
    case Comparison::greater_equal:
      return order >= 0;
  }
  return false;
}

bool ComparisonPredicate::takes_equal() const noexcept {
  return holds_for(std::strong_ordering::equal);
}

bool ComparisonPredicate::holds_across_types(int rank) const noexcept {
  if (rank_ == null_rank && rank == absent_rank) return takes_equal();
  if (comparison_ == Comparison::equal) return false;
  if (operand_.is<MaxKey>()) return holds_for(std::strong_ordering::less);
  if (operand_.is<MinKey>()) return holds_for(std::strong_ordering::greater);
  return false;
}

bool ComparisonPredicate::matches(const Value* value, MatchState&) const {
  const int rank = value == nullptr ? absent_rank : type_rank(*value);
  if (value == nullptr || rank != rank_) return holds_across_types(rank);
  if (is_nan(*value) || is_nan(operand_))
    return takes_equal() && is_nan(*value) && is_nan(operand_);
  return holds_for(compare_values(*value, operand_));
}

Answer ComparisonPredicate::matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                                        MatchState& state) const {
  if (kind == RawKind::list) return Answer::unsure;
  switch (rank_) {
    case null_rank:
      if (kind == RawKind::null) return answer(takes_equal());
      return kind == RawKind::typed ? compare_typed(view, raw) : Answer::no;
    case text_rank:
      if (kind == RawKind::text) return compare_text(view, raw);
      return kind == RawKind::typed ? compare_typed(view, raw) : Answer::no;
    case number_rank:
      if (kind == RawKind::number || kind == RawKind::typed)
        return compare_integer(view, raw, kind);
      return Answer::no;
    default:
      break;
  }
  if (operand_.is<bool>()) {
    if (kind == RawKind::boolean) return compare_boolean(raw, state);
    return kind == RawKind::typed ? compare_typed(view, raw) : Answer::no;
  }
  const auto* date = operand_.get_if<Date>();
  if (date == nullptr) return Answer::unsure;
  if (kind != RawKind::typed) return Answer::no;
  const auto ms = view.date_ms_of(raw);
  return ms ? answer(holds_for(*ms <=> date->ms_since_epoch)) : Answer::unsure;
}

Answer ComparisonPredicate::compare_text(const ItemView& view, RawValue raw) const {
  const auto* operand = operand_.get_if<std::string>();
  const auto text = view.string_of(raw);
  if (operand == nullptr || !text) return Answer::unsure;
  if (comparison_ == Comparison::equal) return answer(*text == *operand);
  return answer(holds_for(text->compare(*operand) <=> 0));
}

Answer ComparisonPredicate::compare_integer(const ItemView& view, RawValue raw,
                                            RawKind kind) const {
  if (!integer_) return Answer::unsure;
  if (const auto number = view.integer_of(raw)) return answer(holds_for(*number <=> *integer_));
  // No whole number, so at least not this one.
  const bool differs = kind == RawKind::number && comparison_ == Comparison::equal;
  return differs || view.date_ms_of(raw) ? Answer::no : Answer::unsure;
}

Answer ComparisonPredicate::compare_boolean(RawValue raw, const MatchState& state) const {
  return answer(holds_for((raw == state.encoded_true) <=> *operand_.get_if<bool>()));
}

// The usual typed values are of no other type; for the rest it takes decoding.
Answer ComparisonPredicate::compare_typed(const ItemView& view, RawValue raw) const {
  return view.date_ms_of(raw) || view.integer_of(raw) ? Answer::no : Answer::unsure;
}

const std::string* ComparisonPredicate::required_text() const noexcept {
  return comparison_ == Comparison::equal ? operand_.get_if<std::string>() : nullptr;
}

}  // namespace whimbrel::model
