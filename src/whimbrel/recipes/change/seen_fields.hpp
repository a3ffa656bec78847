#pragma once

#include <vector>

#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::recipes {

// Which fields of an item jq and programs see: a recipe's `reads`, or all. Immutable.
class SeenFields {
 public:
  SeenFields() = default;
  // Of paths through a list the whole list is seen. Empty: everything.
  explicit SeenFields(std::vector<model::Path> paths) : paths_(std::move(paths)) {}

  bool is_everything() const noexcept { return paths_.empty(); }
  const std::vector<model::Path>& paths() const noexcept { return paths_; }

  // The part of an item that is seen, in the item's order.
  model::Value of(model::Value item) const;

  // Whether of the object at this place (names from the outside in) some fields are seen and
  // others not.
  bool sees_in_part(const std::vector<std::string>& place) const;

 private:
  model::Value part_of(model::Value value, std::vector<std::string>& place) const;
  bool sees_whole(const std::vector<std::string>& place) const;

  std::vector<model::Path> paths_;
};

}  // namespace whimbrel::recipes
