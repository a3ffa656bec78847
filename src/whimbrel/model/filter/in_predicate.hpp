#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "whimbrel/model/filter/predicate.hpp"
#include "whimbrel/model/filter/regex_predicate.hpp"

namespace whimbrel::model {

// $in: equal to one of the values, or found by one of the regular expressions. Takes about the same
// time however many values there are.
class InPredicate final : public Predicate {
 public:
  InPredicate(std::vector<Value> values, std::vector<RegexPredicate> regexes);

  bool matches(const Value* value, MatchState& state) const override;
  Answer matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                     MatchState& state) const override;
  const std::string* required_text() const noexcept override;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  bool has_rank(int rank) const noexcept;
  bool has(const Value& value) const;
  bool matches_regex(std::string_view text, MatchState& state) const;
  Answer number_among(const ItemView& view, RawValue raw, RawKind kind) const;

  std::vector<Value> values_;  // sorted
  std::vector<RegexPredicate> regexes_;
  std::unordered_set<std::string, TextHash, std::equal_to<>> texts_;
  std::vector<std::int64_t> integers_;  // sorted
  bool only_integers_ = true;           // among the numbers
};

}  // namespace whimbrel::model
