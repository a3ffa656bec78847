#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/model/filter/filter_node.hpp"

namespace whimbrel::model {

// Decides about items in their own encoding. What is no list, and has none on its path, is compared
// where it stands; a list, and what only a full reading can tell, is decoded once an item.
class ItemMatcher final : public FilterMatcher, private Document {
 public:
  // Both must outlive it.
  ItemMatcher(const Filter::Node& query, const ItemCodec& codec);

  bool matches(const ItemView& item) override;
  const base::Error* failure() const noexcept override;

 private:
  bool holds(const FieldTest& test) override;
  // For a list or typed value, `depth` segments into the path of the test.
  bool holds_decoded(const FieldTest& test, RawValue raw, std::size_t depth);
  const Value* decode(const FieldTest& test, RawValue raw);

  const Filter::Node& query_;
  const ItemCodec& codec_;
  MatchState state_;
  const ItemView* item_ = nullptr;
  // By where the value stands in the item: several conditions often look at the same list.
  std::vector<std::pair<const char*, Value>> decoded_;
};

}  // namespace whimbrel::model
