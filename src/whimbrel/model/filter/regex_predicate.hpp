#pragma once

#include <memory>
#include <string_view>

#include "whimbrel/model/filter/predicate.hpp"
#include "whimbrel/model/filter/regex_pattern.hpp"

namespace whimbrel::model {

// $regex: found in a text, or the very regular expression that is stored there.
class RegexPredicate final : public Predicate {
 public:
  explicit RegexPredicate(RegexPattern pattern)
      : pattern_(std::make_shared<const RegexPattern>(std::move(pattern))) {}

  bool matches(const Value* value, MatchState& state) const override;
  Answer matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                     MatchState& state) const override;

  // False, with state.failure set, when the text takes too long to search.
  bool matches_text(std::string_view text, MatchState& state) const;

 private:
  std::shared_ptr<const RegexPattern> pattern_;
};

}  // namespace whimbrel::model
