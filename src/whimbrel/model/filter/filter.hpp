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
// within one type only, null matches an absent or undefined field too. Beyond MongoDB: a set is a
// list, a uint256 a number, and a name with a dot in it can be quoted as in Path. $comment is
// ignored. Immutable; share between threads.
class Filter {
 public:
  // Matches everything.
  Filter();
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  // Conditions within one another, conditions in all, and values in all $in together.
  static constexpr std::size_t depth_max = 100;
  static constexpr std::size_t conditions_max = 10'000;
  static constexpr std::size_t listed_values_max = 100'000;

  // `query` is an object, or null for everything. usage, naming the path and the operator that is
  // wrong, with a remedy (an operator nearly of that name); unsupported for $expr, $where, $text
  // and others that need a database.
  static base::Result<Filter> compile(const Value& query);

  bool matches_everything() const noexcept;

  // The paths it looks at, each once, in order. They may lead through lists, so a write that rests
  // on one guards the top-level field it begins with.
  const std::vector<Path>& paths() const noexcept;

  // A top-level field that must be this text (or a symbol of it, or a list with one of both) for an
  // item to match: what an index can answer. Several if there are several; each narrows on its own.
  struct RequiredText {
    Path path;
    std::string text;
  };
  const std::vector<RequiredText>& required_texts() const noexcept;

  // What decides about items of this encoding; one a thread. The filter must outlive it.
  std::unique_ptr<FilterMatcher> matcher(const ItemCodec& codec) const;

  struct Node;

 private:
  explicit Filter(Node root);

  std::unique_ptr<Node> root_;
  std::vector<Path> paths_;
  std::vector<RequiredText> required_texts_;
};

// Decides item by item. One thread.
class FilterMatcher {
 public:
  virtual ~FilterMatcher() = default;
  // Whether the loaded item is meant. Comparisons with text, whole numbers, bool, null and dates
  // build no tree and allocate nothing, unless they meet a list. False when it cannot be told:
  // failure() says so.
  virtual bool matches(const ItemView& item) = 0;

  // Why the last matches() could not tell; null when it could. A value that is not what its type
  // says ({"$date": "soon"}), or a regular expression that takes too long on the item's text.
  virtual const base::Error* failure() const noexcept = 0;
};

}  // namespace whimbrel::model
