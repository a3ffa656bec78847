#include "whimbrel/model/filter/in_predicate.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/model/filter/comparison_predicate.hpp"
#include "whimbrel/model/filter/number_order.hpp"
#include "whimbrel/model/filter/value_order.hpp"

namespace whimbrel::model {
namespace {

bool comes_before(const Value& a, const Value& b) { return compare_values(a, b) < 0; }

}  // namespace

InPredicate::InPredicate(std::vector<Value> values, std::vector<RegexPredicate> regexes)
    : values_(std::move(values)), regexes_(std::move(regexes)) {
  std::sort(values_.begin(), values_.end(), comes_before);
  for (const Value& value : values_) {
    if (const auto* text = value.get_if<std::string>()) texts_.insert(*text);
    if (const auto* symbol = value.get_if<Symbol>()) texts_.insert(symbol->text);
    if (!is_number(value)) continue;
    if (const auto integer = whole_number(value))
      integers_.push_back(*integer);
    else
      only_integers_ = false;
  }
  std::sort(integers_.begin(), integers_.end());
}

bool InPredicate::has_rank(int rank) const noexcept {
  const auto found = std::partition_point(values_.begin(), values_.end(),
                                          [rank](const Value& v) { return type_rank(v) < rank; });
  return found != values_.end() && type_rank(*found) == rank;
}

bool InPredicate::has(const Value& value) const {
  return std::binary_search(values_.begin(), values_.end(), value, comes_before);
}

bool InPredicate::matches(const Value* value, MatchState& state) const {
  if (value == nullptr || value->is<Undefined>()) return has_rank(null_rank);
  return has(*value) || std::any_of(regexes_.begin(), regexes_.end(),
                                    [&](const auto& regex) { return regex.matches(value, state); });
}

Answer InPredicate::matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                                MatchState& state) const {
  switch (kind) {
    case RawKind::text: {
      const auto text = view.string_of(raw);
      if (!text) return Answer::unsure;
      return answer(texts_.find(*text) != texts_.end() || matches_regex(*text, state));
    }
    case RawKind::null:
      return answer(has_rank(null_rank));
    case RawKind::boolean:
      return answer(has(Value(raw == state.encoded_true)));
    case RawKind::number:
    case RawKind::typed:
      return number_among(view, raw, kind);
    case RawKind::object:
      return has_rank(type_rank(Value(Object()))) ? Answer::unsure : Answer::no;
    case RawKind::list:
      break;
  }
  return Answer::unsure;
}

Answer InPredicate::number_among(const ItemView& view, RawValue raw, RawKind kind) const {
  if (const auto number = view.integer_of(raw)) {
    if (std::binary_search(integers_.begin(), integers_.end(), *number)) return Answer::yes;
    return only_integers_ ? Answer::no : Answer::unsure;
  }
  return kind == RawKind::number && only_integers_ ? Answer::no : Answer::unsure;
}

bool InPredicate::matches_regex(std::string_view text, MatchState& state) const {
  return std::any_of(regexes_.begin(), regexes_.end(),
                     [&](const auto& regex) { return regex.matches_text(text, state); });
}

const std::string* InPredicate::required_text() const noexcept {
  if (values_.size() != 1 || !regexes_.empty()) return nullptr;
  return values_.front().get_if<std::string>();
}

}  // namespace whimbrel::model
