#pragma once

#include <cstdint>

#include "whimbrel/model/filter/filter_node.hpp"

namespace whimbrel::model {

// $size: a list of so many elements.
class SizePredicate final : public Predicate {
 public:
  explicit SizePredicate(std::uint64_t elements) : elements_(elements) {}
  bool matches(const Value* value, MatchState& state) const override;

 private:
  std::uint64_t elements_;
};

// $elemMatch: a list with an element for which a query holds as a whole.
class ElementPredicate final : public Predicate {
 public:
  enum class Of : bool {
    documents,  // the query's paths lead into the element
    values,     // the query's operators are asked of the element itself
  };

  ElementPredicate(Of of, Filter::Node query) : of_(of), query_(std::move(query)) {}
  bool matches(const Value* value, MatchState& state) const override;

 private:
  bool holds_for(const Value& element, MatchState& state) const;

  Of of_;
  Filter::Node query_;
};

}  // namespace whimbrel::model
