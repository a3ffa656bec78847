#include "whimbrel/stores/sqlite/key_sampler.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/sqlite/statement.hpp"
#include "whimbrel/stores/testing/crash_disk.hpp"

namespace whimbrel::stores::sqlite {
namespace {

class KeySampler : public ::testing::Test {
 protected:
  void SetUp() override {
    ConnectionOptions options;
    options.path = "/sample.db";
    options.vfs = disk_.vfs_name();
    options.sync = Sync::off;
    auto opened = Connection::open(options);
    ASSERT_TRUE(opened) << opened.error().describe();
    connection_.emplace(*std::move(opened));
    run("CREATE TABLE \"odd \"\"name\" (key TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID");
  }

  void run(const std::string& sql) {
    const auto done = connection_->execute(sql, "test");
    ASSERT_TRUE(done) << done.error().describe();
  }

  static std::string key_at(int number) { return fmt::format("key-{:08}", number); }

  void fill(int items, int item_bytes) {
    run("BEGIN");
    auto insert =
        Statement::prepare(*connection_, "INSERT INTO \"odd \"\"name\" VALUES(?1,?2)", "insert");
    ASSERT_TRUE(insert);
    const std::string item(static_cast<std::size_t>(item_bytes), 'x');
    for (int i = 0; i < items; ++i) {
      const std::string key = key_at(i);
      ASSERT_TRUE(insert->bind_text(1, key).bind_text(2, item).run());
    }
    run("COMMIT");
  }

  std::vector<std::string> cuts(std::size_t cuts_max) {
    const auto found = sample_cuts(*connection_, "odd \"name", cuts_max);
    EXPECT_TRUE(found) << found.error().describe();
    std::vector<std::string> keys;
    for (const model::Key& key : *found) keys.push_back(key.text);
    return keys;
  }

  // How many items the largest and the smallest part have, of parts that the cuts end.
  void expect_even_parts(const std::vector<std::string>& keys, int items, double factor) {
    int begin = 0;
    const int even = items / static_cast<int>(keys.size() + 1);
    for (const std::string& key : keys) {
      const int end = std::stoi(key.substr(4)) + 1;
      EXPECT_GT(end - begin, even / factor);
      EXPECT_LT(end - begin, even * factor);
      begin = end;
    }
    EXPECT_GT(items - begin, even / factor);
    EXPECT_LT(items - begin, even * factor);
  }

  testing::CrashDisk disk_;
  std::optional<Connection> connection_;
};

TEST_F(KeySampler, of_an_empty_table_gives_no_cut) { EXPECT_TRUE(cuts(7).empty()); }

TEST_F(KeySampler, of_fewer_items_than_parts_gives_a_part_an_item) {
  fill(3, 10);
  EXPECT_EQ(cuts(7), (std::vector<std::string>{key_at(0), key_at(1)}));
}

TEST_F(KeySampler, of_a_small_table_counts_exactly) {
  fill(100, 10);
  EXPECT_EQ(cuts(3), (std::vector<std::string>{key_at(24), key_at(49), key_at(74)}));
}

TEST_F(KeySampler, of_a_large_table_gives_about_even_parts) {
  constexpr int items = 40'000;
  fill(items, 400);
  run("PRAGMA wal_checkpoint(TRUNCATE)");
  for (const std::size_t cuts_max : {1u, 3u, 7u, 15u}) {
    const auto keys = cuts(cuts_max);
    ASSERT_EQ(keys.size(), cuts_max);
    EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
    EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
    expect_even_parts(keys, items, 1.5);
  }
}

// The file then is behind the log: parts may be uneven, never wrong.
TEST_F(KeySampler, of_a_table_still_in_the_log_gives_keys_in_order) {
  constexpr int items = 20'000;
  fill(items, 400);
  const auto keys = cuts(7);
  EXPECT_LE(keys.size(), 7u);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

}  // namespace
}  // namespace whimbrel::stores::sqlite
