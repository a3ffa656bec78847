#pragma once

#include <bitset>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/model/filter/predicate.hpp"

namespace whimbrel::model {

// The types that $type knows: BSON's by number or name, "number" for all that are numbers, and the
// names of those that BSON lacks (uint256, stringSet, numberSet, binarySet).
class TypeSet {
 public:
  // False when there is no such type.
  bool add_name(std::string_view name);
  bool add_number(std::int64_t number);

  bool has(const Value& value) const noexcept;

  // For messages.
  static std::span<const std::string> names();

 private:
  std::bitset<32> types_;
};

// $type: of one of these types.
class TypePredicate final : public Predicate {
 public:
  explicit TypePredicate(TypeSet types) : types_(types) {}

  bool matches(const Value* value, MatchState& state) const override;
  Answer matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                     MatchState& state) const override;

 private:
  TypeSet types_;
};

// $exists: there at all, as null too.
class ExistsPredicate final : public Predicate {
 public:
  bool matches(const Value* value, MatchState& state) const override;
  Answer matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                     MatchState& state) const override;
};

}  // namespace whimbrel::model
