#include "whimbrel/model/filter/regex_predicate.hpp"

#include <fmt/format.h>

namespace whimbrel::model {

bool RegexPredicate::matches_text(std::string_view text, MatchState& state) const {
  const auto found = pattern_->found_in(text, state.regex);
  if (!found)
    state.failure =
        base::Error(base::ErrorKind::invalid_data,
                    fmt::format("the regular expression \"{}\" takes too many steps on a text of "
                                "{} bytes",
                                pattern_->pattern(), text.size()),
                    "write it without repetitions inside repetitions, such as (a+)+");
  return found.value_or(false);
}

bool RegexPredicate::matches(const Value* value, MatchState& state) const {
  if (value == nullptr) return false;
  if (const auto* text = value->get_if<std::string>()) return matches_text(*text, state);
  if (const auto* symbol = value->get_if<Symbol>()) return matches_text(symbol->text, state);
  const auto* regex = value->get_if<Regex>();
  return regex != nullptr && *regex == Regex(pattern_->pattern(), pattern_->options());
}

Answer RegexPredicate::matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                                   MatchState& state) const {
  if (kind == RawKind::list || kind == RawKind::typed) return Answer::unsure;
  if (kind != RawKind::text) return Answer::no;
  const auto text = view.string_of(raw);
  return text ? answer(matches_text(*text, state)) : Answer::unsure;
}

}  // namespace whimbrel::model
