#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/path.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

class FilterMatcher;

// Which items are meant, in MongoDB's query language: { status: "open", age: { $gte: 18 } }.
// Operators: $eq $ne $in $nin $gt $gte $lt $lte $exists $type $regex (with $options) $size $all
// $elemMatch, $and $or $nor $not. They mean what MongoDB's manual says: a path leads through lists,
// a list matches when an element does, numbers of all types compare by value, an order compares
// within one type only, null matches an absent field too. Immutable; share between threads.
class Filter {
 public:
  // Matches everything.
  Filter();
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  // `query` is an object, or null for everything. usage, naming the path and the operator that is
  // wrong, with a remedy (an operator nearly of that name).
  static base::Result<Filter> compile(const Value& query);

  bool matches_everything() const noexcept;

  // The fields it looks at, each once: what a write that rests on it must guard.
  const std::vector<Path>& paths() const noexcept;

  // A top-level field that must be this text for an item to match: what an index can answer.
  // Several if there are several; each narrows on its own.
  struct RequiredText {
    Path path;
    std::string text;
  };
  const std::vector<RequiredText>& required_texts() const noexcept;

  // What decides about items of this encoding; one a thread. The filter must outlive it.
  std::unique_ptr<FilterMatcher> matcher(const ItemCodec& codec) const;

  struct Node;

 private:
  std::unique_ptr<Node> root_;
  std::vector<Path> paths_;
  std::vector<RequiredText> required_texts_;
};

// Decides item by item. One thread.
class FilterMatcher {
 public:
  virtual ~FilterMatcher() = default;
  // Whether the loaded item is meant. Constant paths and comparisons with text build no tree.
  virtual bool matches(const ItemView& item) = 0;
};

}  // namespace whimbrel::model
