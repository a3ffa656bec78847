#pragma once

#include <span>
#include <string>

#include "whimbrel/model/filter/predicate.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// Whether lists at the end of a path match by their elements.
enum class AtList : bool {
  itself = false,   // $size, $elemMatch
  elements = true,  // or itself
};

// Whether one of the values that a path leads to holds. Follows MongoDB: a list on the way is gone
// through element by element, and a segment of digits is also the position of one; a list at the
// end stands for its elements and for itself, but for itself alone when a position led to it. Where
// the way ends early the value is absent; where a list on it holds nothing that the path leads into
// there is no value at all, not even an absent one.
class PathWalk {
 public:
  PathWalk(const Predicate& predicate, AtList at_list, MatchState& state)
      : predicate_(predicate), at_list_(at_list), state_(state) {}

  using Segments = std::span<const std::string>;

  // From `start` (null = absent) along `rest`.
  bool holds(const Value* start, Segments rest) const;

 private:
  bool holds_in_list(const List& list, Segments rest) const;
  bool holds_at_end(const Value& value) const;

  const Predicate& predicate_;
  AtList at_list_;
  MatchState& state_;
};

// The elements of a list, or the members of a set put into `scratch`; null for anything else.
const List* elements_of(const Value& value, List& scratch);

// Whether `segment` is the name of the element at `position`.
bool is_position(const std::string& segment, std::size_t position) noexcept;

}  // namespace whimbrel::model
