#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using base::ErrorKind;

std::vector<std::string> expected_keys(const Context& context, int first, int last) {
  std::vector<std::string> keys;
  for (int i = first; i <= last; ++i) keys.push_back(context.key(i));
  return keys;
}

void scan_gives_every_item_once_whatever_order_they_came_in(Context& context) {
  context.make_collection();
  for (const int number : {5, 1, 4, 2, 3})
    context.insert(context.key(number), context.item(number));
  const auto items = context.everything();
  EXPECT_EQ(Context::keys_of(items), expected_keys(context, 1, 5));
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(items[static_cast<std::size_t>(i)].item, context.item(i + 1));
}

// In everything() a scan without an order of its own would be sorted, so it does not say.
void every_scan_has_the_same_order_and_that_of_the_keys_where_it_is_promised(Context& context) {
  context.make_collection();
  context.insert_many(23);
  const auto first = Context::keys_of(Context::scan_all(context.session(), {}, 4));
  EXPECT_EQ(Context::keys_of(Context::scan_all(context.session(), {}, 23)), first);
  if (context.has_ordered_scans()) {
    EXPECT_EQ(first, expected_keys(context, 0, 22));
  }
}

void scan_of_an_empty_collection_ends_at_once(Context& context) {
  context.make_collection();
  Page page;
  const auto ended = context.session().scan({"tokens", {}}, page);
  ASSERT_TRUE(ended) << why(ended);
  EXPECT_TRUE(*ended);
  EXPECT_TRUE(page.empty());
}

void scan_of_an_unknown_collection_says_so(Context& context) {
  Page page;
  const auto ended = context.session().scan({"nowhere", {}}, page);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().kind(), ErrorKind::not_found);
  EXPECT_FALSE(ended.error().remedy().empty());
}

void scan_pages_follow_each_other_without_gap_or_overlap(Context& context) {
  context.make_collection();
  context.insert_many(23);
  for (const std::size_t items_max : {std::size_t{1}, std::size_t{7}, std::size_t{23}})
    EXPECT_EQ(Context::keys_of(context.everything(items_max)), expected_keys(context, 0, 22))
        << items_max;
}

void scan_says_when_the_range_ends_with_the_page(Context& context) {
  context.make_collection();
  context.insert_many(6);
  Page page;
  EXPECT_EQ(context.session().scan({"tokens", {}, 6}, page), true);
  EXPECT_EQ(page.size(), 6U);
  page.clear();
  EXPECT_EQ(context.session().scan({"tokens", {}, 5}, page), false);
  EXPECT_EQ(page.size(), 5U);
}

void scan_ends_a_page_at_its_bytes(Context& context) {
  context.make_collection();
  context.insert_many(10);
  const std::size_t one = context.key(0).size() + context.item(0, {{"n", std::int32_t{0}}}).size();
  ScanRequest request{"tokens", {}};
  request.bytes_max = 3 * one;
  Page page;
  EXPECT_EQ(context.session().scan(request, page), false);
  EXPECT_EQ(page.size(), 3U);
}

void scan_gives_an_item_that_alone_is_larger_than_a_page(Context& context) {
  context.make_collection();
  context.insert_many(2);
  ScanRequest request{"tokens", {}};
  request.bytes_max = 1;
  Page page;
  EXPECT_EQ(context.session().scan(request, page), false);
  EXPECT_EQ(page.size(), 1U);
  request.range.after = model::Key{std::string(page[0].key)};
  EXPECT_EQ(context.session().scan(request, page), true);
  EXPECT_EQ(page.size(), 2U) << "the second page is appended to the first";
}

void scan_range_is_open_at_its_start_and_closed_at_its_end(Context& context) {
  if (!context.has_ordered_scans()) GTEST_SKIP() << "scans have an order of their own";
  context.make_collection();
  context.insert_many(10);
  const auto range = [&](int after, int until) {
    return KeyRange{model::Key{context.key(after)}, model::Key{context.key(until)}};
  };
  const auto keys_in = [&](const KeyRange& range_of_keys) {
    return Context::keys_of(Context::scan_all(context.session(), range_of_keys, 2));
  };
  EXPECT_EQ(keys_in(range(2, 7)), expected_keys(context, 3, 7));
  EXPECT_EQ(keys_in(range(6, 99)), expected_keys(context, 7, 9));
  EXPECT_TRUE(keys_in(range(4, 4)).empty());
  EXPECT_TRUE(keys_in(range(9, 99)).empty());
  EXPECT_EQ(keys_in({std::nullopt, model::Key{context.key(1)}}), expected_keys(context, 0, 1));
  EXPECT_EQ(keys_in({model::Key{context.key(7)}, std::nullopt}), expected_keys(context, 8, 9));
}

void scan_ends_of_ranges_need_not_be_keys_that_exist(Context& context) {
  if (!context.has_ordered_scans()) GTEST_SKIP() << "scans have an order of their own";
  context.make_collection();
  for (const int number : {10, 20, 30}) context.insert(context.key(number), context.item(number));
  const KeyRange range{model::Key{context.key(15)}, model::Key{context.key(25)}};
  EXPECT_EQ(Context::keys_of(Context::scan_all(context.session(), range)),
            std::vector{context.key(20)});
}

void scan_begins_after_any_key_that_it_reached_before(Context& context) {
  context.make_collection();
  context.insert_many(12);
  const auto all = Context::scan_all(context.session());
  ASSERT_EQ(all.size(), 12U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const KeyRange rest{model::Key{all[i].key}, std::nullopt};
    const std::vector<KeyAndItem> expected(all.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                           all.end());
    EXPECT_EQ(Context::scan_all(context.session(), rest, 5), expected) << i;
  }
}

void scan_goes_on_after_a_key_whose_item_is_gone(Context& context) {
  context.make_collection();
  context.insert_many(9);
  auto all = Context::scan_all(context.session());
  ASSERT_EQ(all.size(), 9U);
  context.apply(context.erase(all[3].key));
  const KeyRange rest{model::Key{all[3].key}, std::nullopt};
  all.erase(all.begin(), all.begin() + 4);
  EXPECT_EQ(Context::scan_all(context.session(), rest, 2), all);
}

void scan_leaves_room_behind_each_item(Context& context) {
  context.make_collection();
  context.insert_many(3);
  Page page;
  ASSERT_TRUE(context.session().scan({"tokens", {}}, page));
  const auto view = context.codec().make_view();
  for (std::size_t i = 0; i < page.size(); ++i) EXPECT_TRUE(view->load(page[i].bytes));
}

// What does not change is seen once and only once, whatever happens around it.
void scan_during_changes_sees_the_unchanged_items_once(Context& context) {
  context.make_collection();
  for (int number = 0; number < 60; number += 2)
    context.insert(context.key(number), context.item(number));
  const auto other = context.open_session();
  std::map<std::string, int> seen;
  Page page;
  KeyRange range;
  for (int round = 0;; ++round) {
    page.clear();
    const auto ended = other->scan({"tokens", range, 4}, page);
    ASSERT_TRUE(ended) << why(ended);
    for (std::size_t i = 0; i < page.size(); ++i) ++seen[std::string(page[i].key)];
    if (*ended) break;
    range.after = model::Key{std::string(page[page.size() - 1].key)};
    context.insert(context.key(2 * round + 1), context.item(2 * round + 1));
    context.apply(context.erase(context.key(58 - 2 * round)));
  }
  for (const auto& [key, times] : seen) EXPECT_EQ(times, 1) << key;
  for (int number = 0; number < 30; number += 2) EXPECT_EQ(seen[context.key(number)], 1);
}

void read_gives_the_items_that_exist_in_the_order_asked(Context& context) {
  context.make_collection();
  context.insert_many(5);
  const std::vector<std::string> asked{context.key(4), context.key(9), context.key(0),
                                       context.key(2)};
  const std::vector<model::KeyView> views(asked.begin(), asked.end());
  Page page;
  const auto done = context.session().read("tokens", views, page);
  ASSERT_TRUE(done) << why(done);
  ASSERT_EQ(page.size(), 3U);
  EXPECT_EQ(page[0].key, asked[0]);
  EXPECT_EQ(page[1].key, asked[2]);
  EXPECT_EQ(page[2].key, asked[3]);
}

void read_from_an_unknown_collection_says_so(Context& context) {
  const std::string key = context.key(1);
  const model::KeyView view = key;
  Page page;
  const auto done = context.session().read("nowhere", {&view, 1}, page);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), ErrorKind::not_found);
}

}  // namespace

ContractTests scan_tests() {
  return {
      {"scan_gives_every_item_once_whatever_order_they_came_in",
       scan_gives_every_item_once_whatever_order_they_came_in},
      {"every_scan_has_the_same_order_and_that_of_the_keys_where_it_is_promised",
       every_scan_has_the_same_order_and_that_of_the_keys_where_it_is_promised},
      {"scan_of_an_empty_collection_ends_at_once", scan_of_an_empty_collection_ends_at_once},
      {"scan_of_an_unknown_collection_says_so", scan_of_an_unknown_collection_says_so},
      {"scan_pages_follow_each_other_without_gap_or_overlap",
       scan_pages_follow_each_other_without_gap_or_overlap},
      {"scan_says_when_the_range_ends_with_the_page", scan_says_when_the_range_ends_with_the_page},
      {"scan_ends_a_page_at_its_bytes", scan_ends_a_page_at_its_bytes},
      {"scan_gives_an_item_that_alone_is_larger_than_a_page",
       scan_gives_an_item_that_alone_is_larger_than_a_page},
      {"scan_range_is_open_at_its_start_and_closed_at_its_end",
       scan_range_is_open_at_its_start_and_closed_at_its_end},
      {"scan_ends_of_ranges_need_not_be_keys_that_exist",
       scan_ends_of_ranges_need_not_be_keys_that_exist},
      {"scan_begins_after_any_key_that_it_reached_before",
       scan_begins_after_any_key_that_it_reached_before},
      {"scan_goes_on_after_a_key_whose_item_is_gone", scan_goes_on_after_a_key_whose_item_is_gone},
      {"scan_leaves_room_behind_each_item", scan_leaves_room_behind_each_item},
      {"scan_during_changes_sees_the_unchanged_items_once",
       scan_during_changes_sees_the_unchanged_items_once},
      {"read_gives_the_items_that_exist_in_the_order_asked",
       read_gives_the_items_that_exist_in_the_order_asked},
      {"read_from_an_unknown_collection_says_so", read_from_an_unknown_collection_says_so},
  };
}

}  // namespace whimbrel::stores::contract
