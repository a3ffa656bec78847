#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

void expect_to_meet(const std::vector<KeyRange>& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_EQ(ranges[i].after.has_value(), i > 0);
    EXPECT_EQ(ranges[i].until.has_value(), i + 1 < ranges.size());
    if (i > 0) {
      EXPECT_EQ(ranges[i].after, ranges[i - 1].until);
    }
  }
}

void expect_to_be_the_parts_of_a_whole(const std::vector<KeyRange>& ranges) {
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    EXPECT_FALSE(ranges[i].after || ranges[i].until);
    EXPECT_EQ(ranges[i].part, i);
    EXPECT_EQ(ranges[i].parts, ranges.size());
  }
}

// Scans range after range.
std::vector<std::size_t> sizes_of_ranges(Context& context, const std::vector<KeyRange>& ranges,
                                         std::vector<std::string>& keys) {
  if (context.has_ordered_scans()) {
    expect_to_meet(ranges);
  } else {
    expect_to_be_the_parts_of_a_whole(ranges);
  }
  std::vector<std::size_t> sizes;
  for (const KeyRange& range : ranges) {
    const auto items = Context::scan_all(context.session(), range, 17);
    sizes.push_back(items.size());
    for (const KeyAndItem& item : items) keys.push_back(item.key);
  }
  if (!context.has_ordered_scans()) std::sort(keys.begin(), keys.end());
  return sizes;
}

void split_covers_every_item_exactly_once(Context& context) {
  context.make_collection();
  int inserted = 0;
  for (const int count : {0, 1, 2, 9, 120}) {
    for (; inserted < count; ++inserted)
      context.insert(context.key(inserted), context.item(inserted));
    const auto expected = Context::keys_of(context.everything());
    for (const std::size_t segments : {1, 2, 3, 8, 64}) {
      const auto ranges = context.store().split("tokens", segments);
      ASSERT_TRUE(ranges) << why(ranges);
      ASSERT_FALSE(ranges->empty());
      EXPECT_LE(ranges->size(), segments);
      std::vector<std::string> keys;
      sizes_of_ranges(context, *ranges, keys);
      EXPECT_EQ(keys, expected) << count << " items in " << segments << " segments";
    }
  }
}

void split_makes_parts_of_about_equal_size(Context& context) {
  context.make_collection();
  context.insert_many(2'000);
  const auto ranges = context.store().split("tokens", 4);
  ASSERT_TRUE(ranges) << why(ranges);
  ASSERT_GE(ranges->size(), 2U);
  std::vector<std::string> keys;
  const auto sizes = sizes_of_ranges(context, *ranges, keys);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), 2 * 2'000 / ranges->size());
}

void split_of_an_unknown_collection_says_so(Context& context) {
  const auto ranges = context.store().split("nowhere", 4);
  ASSERT_FALSE(ranges);
  EXPECT_EQ(ranges.error().kind(), base::ErrorKind::not_found);
}

}  // namespace

ContractTests split_tests() {
  return {
      {"split_covers_every_item_exactly_once", split_covers_every_item_exactly_once},
      {"split_makes_parts_of_about_equal_size", split_makes_parts_of_about_equal_size},
      {"split_of_an_unknown_collection_says_so", split_of_an_unknown_collection_says_so},
  };
}

}  // namespace whimbrel::stores::contract
