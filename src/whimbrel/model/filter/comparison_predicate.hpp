#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "whimbrel/model/filter/predicate.hpp"

namespace whimbrel::model {

enum class Comparison : std::uint8_t { equal, less, less_equal, greater, greater_equal };

// $eq, $lt, $lte, $gt, $gte. Only values of the operand's type compare; null is what is absent or
// undefined, too; NaN is neither less nor greater than anything; everything lies between MinKey and
// MaxKey.
class ComparisonPredicate final : public Predicate {
 public:
  // The operand must not be undefined.
  ComparisonPredicate(Comparison comparison, Value operand);

  bool matches(const Value* value, MatchState& state) const override;
  Answer matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                     MatchState& state) const override;
  const std::string* required_text() const noexcept override;

 private:
  bool holds_for(std::strong_ordering order) const noexcept;
  bool takes_equal() const noexcept;
  bool holds_across_types(int rank) const noexcept;
  Answer compare_text(const ItemView& view, RawValue raw) const;
  Answer compare_integer(const ItemView& view, RawValue raw, RawKind kind) const;
  Answer compare_boolean(RawValue raw, const MatchState& state) const;
  Answer compare_typed(const ItemView& view, RawValue raw) const;

  Comparison comparison_;
  Value operand_;
  int rank_;
  std::optional<std::int64_t> integer_;  // the operand, when it is a whole number
};

// The number when it is whole and fits; for the types whose comparison with it is then exact.
std::optional<std::int64_t> whole_number(const Value& value) noexcept;

}  // namespace whimbrel::model
