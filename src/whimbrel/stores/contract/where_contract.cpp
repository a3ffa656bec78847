#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/stores/contract/contract_test_list.hpp"
#include "whimbrel/stores/wanted_items.hpp"

namespace whimbrel::stores::contract {
namespace {

using model::Filter;
using model::Object;
using model::Value;

Filter compiled(const Value& query) { return Filter::compile(query).value(); }

// All that is wanted, page by page; every page but the last must have come further.
std::vector<std::string> wanted_keys(Context& context, const Filter& where, KeyRange range = {},
                                     std::size_t items_max = 5'000) {
  ScanRequest request{"tokens", std::move(range), items_max};
  request.where = &where;
  WantedItems wanted(&where, context.codec());
  std::vector<std::string> keys;
  Page page;
  while (true) {
    page.clear();
    const auto ended = context.session().scan(request, page);
    EXPECT_TRUE(ended) << why(ended);
    for (std::size_t i = 0; i < page.size(); ++i)
      if (wanted.has(page[i].bytes)) keys.emplace_back(page[i].key);
    EXPECT_LE(page.size(), items_max);
    if (!ended || *ended) break;
    const model::Key reached{std::string(page.reached())};
    const bool further =
        !request.range.after || (context.has_ordered_scans() ? reached > *request.range.after
                                                             : reached != *request.range.after);
    EXPECT_TRUE(further && !reached.text.empty()) << "reached " << reached.text;
    if (!further) break;
    request.range.after = reached;
  }
  if (!context.has_ordered_scans()) std::sort(keys.begin(), keys.end());
  return keys;
}

void insert_tokens(Context& context, int count) {
  context.make_collection();
  for (int i = 0; i < count; ++i)
    context.insert(context.key(i),
                   context.item(i, {{"status", i % 7 == 0 ? "spent" : "open"}, {"n", i}}));
}

std::vector<std::string> every_seventh(const Context& context, int count) {
  std::vector<std::string> keys;
  for (int i = 0; i < count; i += 7) keys.push_back(context.key(i));
  return keys;
}

void a_filtered_scan_gives_all_that_matches(Context& context) {
  insert_tokens(context, 50);
  const Filter spent = compiled(Object{{"status", "spent"}});
  for (const std::size_t items_max : {std::size_t{1}, std::size_t{3}, std::size_t{100}})
    EXPECT_EQ(wanted_keys(context, spent, {}, items_max), every_seventh(context, 50)) << items_max;
  EXPECT_TRUE(wanted_keys(context, compiled(Object{{"status", "lost"}})).empty());
  EXPECT_EQ(wanted_keys(context, Filter()).size(), 50U);
}

void a_filtered_scan_keeps_to_its_range(Context& context) {
  if (!context.has_ordered_scans()) GTEST_SKIP() << "scans have an order of their own";
  insert_tokens(context, 50);
  const Filter spent = compiled(Object{{"status", "spent"}});
  const KeyRange range{model::Key{context.key(7)}, model::Key{context.key(21)}};
  EXPECT_EQ(wanted_keys(context, spent, range, 1),
            (std::vector<std::string>{context.key(14), context.key(21)}));
}

void a_filtered_scan_keeps_to_its_part(Context& context) {
  insert_tokens(context, 50);
  const Filter spent = compiled(Object{{"status", "spent"}});
  const auto ranges = context.store().split("tokens", 3);
  ASSERT_TRUE(ranges) << why(ranges);
  std::vector<std::string> keys;
  for (const KeyRange& range : *ranges)
    for (std::string& key : wanted_keys(context, spent, range, 2)) keys.push_back(std::move(key));
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(keys, every_seventh(context, 50));
}

void a_filtered_scan_sees_its_own_transaction(Context& context) {
  if (!context.has_transactions()) GTEST_SKIP() << "no transactions";
  insert_tokens(context, 8);
  const Filter spent = compiled(Object{{"status", "spent"}});
  ASSERT_TRUE(context.session().begin());
  context.change(context.key(1), "status", "spent");
  context.change(context.key(7), "status", "open");
  EXPECT_EQ(wanted_keys(context, spent),
            (std::vector<std::string>{context.key(0), context.key(1)}));
  ASSERT_TRUE(context.session().rollback());
  EXPECT_EQ(wanted_keys(context, spent), every_seventh(context, 8));
}

void a_filtered_scan_gives_what_it_cannot_decide_about(Context& context) {
  context.make_collection();
  context.insert(context.key(1), context.item(1, {{"n", 1}}));
  if (context.codec().name() != model::extended_json_codec().name())
    GTEST_SKIP() << "every item of this encoding can be decided about";
  context.insert(context.key(2), R"({"_id":"item-000002","n":{"$date":"soon"}})");
  EXPECT_EQ(wanted_keys(context, compiled(Object{{"n", Object{{"$gt", 5}}}})),
            std::vector<std::string>{context.key(2)});
}

}  // namespace

ContractTests where_tests() {
  return {
      {"a_filtered_scan_gives_all_that_matches", a_filtered_scan_gives_all_that_matches},
      {"a_filtered_scan_keeps_to_its_range", a_filtered_scan_keeps_to_its_range},
      {"a_filtered_scan_keeps_to_its_part", a_filtered_scan_keeps_to_its_part},
      {"a_filtered_scan_sees_its_own_transaction", a_filtered_scan_sees_its_own_transaction},
      {"a_filtered_scan_gives_what_it_cannot_decide_about",
       a_filtered_scan_gives_what_it_cannot_decide_about},
  };
}

}  // namespace whimbrel::stores::contract
