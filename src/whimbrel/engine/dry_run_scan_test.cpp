// Scans of a dry run over a store without ordered scans: the base's items as they are now, and
// those that only the dry run made, each once, however the scan is cut.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/model/filter/filter.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using stores::ItemWrite;
using stores::WriteOutcome;
using Items = std::map<std::string, std::string>;

stores::memory::MemoryOptions without_order() {
  stores::memory::MemoryOptions options;
  options.ordered_scans = false;
  options.transactions = false;
  return options;
}

class DryRunScan : public ::testing::TestWithParam<unsigned> {
 protected:
  static constexpr int numbers = 60;

  DryRunScan() : random_(GetParam()) {}

  int below(int limit) { return std::uniform_int_distribution(0, limit - 1)(random_); }

  void SetUp() override {
    ASSERT_TRUE(base_.create_collection({"things", {*model::Path::parse("_id")}}));
    for (int number = 0; number < numbers; number += 2) put(base_, number, "base");
    expected_ = in_one_part(base_);
  }

  static WriteOutcome write(stores::Store& store, int number, const std::string& text,
                            ItemWrite::Kind kind) {
    const std::string key = testing::item_key(number);
    ItemWrite write;
    write.kind = kind;
    write.collection = "things";
    write.key = key;
    write.after = text;
    std::array<WriteOutcome, 1> outcome{};
    const auto session = store.open_session();
    EXPECT_TRUE((*session)->write({&write, 1}, outcome));
    return outcome.front();
  }

  static void put(stores::Store& store, int number, std::string_view state) {
    write(store, number, "", ItemWrite::Kind::erase);
    EXPECT_EQ(write(store, number, testing::item_text(number, state), ItemWrite::Kind::insert),
              WriteOutcome::applied);
  }

  void change_something() {
    const int number = below(numbers);
    const std::string key = testing::item_key(number);
    if (below(3) == 0) {
      const bool was_there = expected_.erase(key) > 0;
      EXPECT_EQ(write(dry_run_, number, "", ItemWrite::Kind::erase),
                was_there ? WriteOutcome::applied : WriteOutcome::missing);
    } else {
      put(dry_run_, number, "dry");
      expected_[key] = testing::item_text(number, "dry");
    }
  }

  static Items in_one_part(stores::Store& store) {
    Items items;
    EXPECT_TRUE(read_range(store, {}, 5'000, items));
    return items;
  }

  static bool read_range(stores::Store& store, stores::KeyRange range, std::size_t items_max,
                         Items& items) {
    const auto session = store.open_session();
    stores::Page page;
    for (int pages = 0; pages < 1'000; ++pages) {
      page.clear();
      const auto ended = (*session)->scan({"things", range, items_max}, page);
      if (!ended) return false;
      EXPECT_LE(page.size(), items_max);
      for (std::size_t i = 0; i < page.size(); ++i)
        EXPECT_TRUE(items.emplace(page[i].key, page[i].bytes).second) << page[i].key;
      if (*ended) return true;
      range.after = model::Key{std::string(page.reached())};
    }
    return false;
  }

  std::mt19937 random_;
  stores::memory::MemoryStore base_{without_order()};
  stores::memory::MemoryStore overlay_;
  DryRunStore dry_run_{base_, overlay_};
  Items expected_;
};

TEST_P(DryRunScan, sees_each_item_once_in_any_parts_and_pages) {
  for (int round = 0; round < 12; ++round) {
    for (int i = 0; i < 5; ++i) change_something();
    const auto ranges = dry_run_.split("things", static_cast<std::size_t>(1 + below(5)));
    ASSERT_TRUE(ranges);
    Items found;
    for (const auto& range : *ranges)
      ASSERT_TRUE(read_range(dry_run_, range, static_cast<std::size_t>(1 + below(8)), found));
    EXPECT_EQ(found, expected_);
  }
}

TEST_P(DryRunScan, sees_once_what_a_user_made_in_the_same_place) {
  put(dry_run_, 1, "dry");
  put(base_, 1, "user");
  expected_[testing::item_key(1)] = testing::item_text(1, "dry");
  Items found;
  ASSERT_TRUE(read_range(dry_run_, {}, static_cast<std::size_t>(1 + below(8)), found));
  EXPECT_EQ(found, expected_);
}

TEST_P(DryRunScan, with_a_filter_gives_what_matches_only_since_the_dry_run_changed_it) {
  put(dry_run_, 2, "dry");
  const auto filter = model::Filter::compile(model::Object{{"state", "dry"}});
  ASSERT_TRUE(filter);
  const auto session = dry_run_.open_session();
  stores::Page page;
  ASSERT_EQ((*session)->scan({"things", {}, 5'000, 8u << 20, &*filter}, page), true);
  bool found = false;
  for (std::size_t i = 0; i < page.size(); ++i)
    found = found || page[i].key == testing::item_key(2);
  EXPECT_TRUE(found);
}

TEST_P(DryRunScan, goes_on_behind_an_item_of_its_own_that_is_gone) {
  for (const int number : {1, 3, 5}) put(dry_run_, number, "dry");
  const auto session = dry_run_.open_session();
  stores::Page page;
  ASSERT_EQ((*session)->scan({"things", {}, numbers / 2 + 1}, page), false);
  const model::Key reached{std::string(page.reached())};
  ASSERT_EQ(reached.text, testing::item_key(1)) << "the first of its own, behind the base's";
  write(dry_run_, 1, "", ItemWrite::Kind::erase);
  Items rest;
  ASSERT_TRUE(read_range(dry_run_, {reached}, 1, rest));
  EXPECT_EQ(rest.size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DryRunScan, ::testing::Range(0U, 20U));

}  // namespace
}  // namespace whimbrel::engine
