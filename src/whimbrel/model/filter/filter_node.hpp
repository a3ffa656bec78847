#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/model/filter/path_walk.hpp"
#include "whimbrel/model/filter/predicate.hpp"

namespace whimbrel::model {

// One condition on one path.
struct FieldTest {
  Path path;
  // The paths of what the field stands in, from the outside in.
  std::vector<Path> containers;
  AtList at_list = AtList::elements;
  std::unique_ptr<Predicate> predicate;
};

// A query as a tree: conditions under and, or and nor.
struct Filter::Node {
  enum class Kind : std::uint8_t {
    all_of,  // without children: everything
    any_of,
    none_of,
    field,
  };

  Kind kind = Kind::all_of;
  std::vector<Node> children;
  std::unique_ptr<FieldTest> field;
};

// What conditions are asked of.
class Document {
 public:
  virtual ~Document() = default;
  virtual bool holds(const FieldTest& test) = 0;
};

// In the order written, and no further than needed.
bool holds(const Filter::Node& node, Document& document);

}  // namespace whimbrel::model
