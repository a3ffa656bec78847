#pragma once

#include <optional>
#include <string>

#include "whimbrel/base/error.hpp"
#include "whimbrel/model/filter/regex_pattern.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// What one matcher has for itself, so that a filter can be shared between threads.
struct MatchState {
  RegexScratch regex;
  // How the codec writes true.
  std::string encoded_true;
  // Why the item at hand cannot be decided about.
  std::optional<base::Error> failure;
};

enum class Answer : std::uint8_t {
  no,
  yes,
  unsure,  // decode it and ask matches()
};

// What an operator asks of one value: $gt: 5. Where the value is found, and that a list matches by
// its elements, is not its business (path_walk.hpp). Immutable; share between threads.
class Predicate {
 public:
  virtual ~Predicate() = default;

  // Whether the value holds; null stands for a field that is absent.
  virtual bool matches(const Value* value, MatchState& state) const = 0;

  // The same for a value that the view has loaded, which is no list, as far as it can be told
  // without decoding it.
  virtual Answer matches_raw(const ItemView& view, RawValue raw, RawKind kind,
                             MatchState& state) const {
    static_cast<void>(view);
    static_cast<void>(raw);
    static_cast<void>(kind);
    static_cast<void>(state);
    return Answer::unsure;
  }

  // The text that a value has to be for it to hold, or one of a list's elements; nullptr when there
  // is more than one such, or none.
  virtual const std::string* required_text() const noexcept { return nullptr; }
};

inline Answer answer(bool holds) noexcept { return holds ? Answer::yes : Answer::no; }

}  // namespace whimbrel::model
