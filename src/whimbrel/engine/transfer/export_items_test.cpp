#include "whimbrel/engine/transfer/export_items.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::memory::MemoryStore;
using testing::TransferBench;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

class ExportItems : public ::testing::Test {
 protected:
  void fill(int items) {
    std::string text;
    for (int i = 0; i < items; ++i)
      text += fmt::format("{{\"_id\": \"{:06}\", \"n\": {}}}\n", i, i);
    lines_ = text;
    ASSERT_OK(bench_.import_text(store_, text));
  }

  std::string lines_;
  MemoryStore store_;
  TransferBench bench_;
};

TEST_F(ExportItems, writes_items_in_key_order_and_counts_them) {
  fill(12'000);
  ExportProgress last;
  bench_.on_export = [&](const ExportProgress& progress) { last = progress; };
  const auto summary = bench_.export_file(store_);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->items, 12'000u);
  EXPECT_EQ(summary->bytes, lines_.size());
  EXPECT_EQ(bench_.disk.content("out"), lines_);
  EXPECT_EQ(last.items_done, 12'000u);
  EXPECT_EQ(last.items_total, 12'000u);
}

TEST_F(ExportItems, writes_an_array_and_relaxed_json_as_told) {
  ASSERT_OK(bench_.import_text(store_,
                               R"({"_id":{"$numberInt":"1"}, "d":{"$date":{"$numberLong":"0"}}})"
                               "\n"
                               R"({"_id":{"$numberInt":"2"}})"));
  bench_.export_options.format = FileFormat::json_array;
  bench_.export_options.relaxed = true;
  EXPECT_EQ(bench_.export_text(store_),
            "[{\"_id\":1,\"d\":{\"$date\":\"1970-01-01T00:00:00Z\"}},\n{\"_id\":2}]\n");
}

TEST_F(ExportItems, of_an_empty_collection_is_an_empty_file) {
  fill(0);
  EXPECT_EQ(bench_.export_text(store_), "");
  bench_.export_options.format = FileFormat::json_array;
  EXPECT_EQ(bench_.export_text(store_), "[]\n");
}

TEST_F(ExportItems, takes_the_format_from_the_outputs_name) {
  fill(1);
  bench_.export_options.output = "out.bson.gz";
  const auto summary = bench_.export_file(store_);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->format, FileFormat::bson);
  EXPECT_TRUE(bench_.disk.content("out.bson.gz")->starts_with("\x1f\x8b"));
}

TEST_F(ExportItems, of_an_unknown_collection_makes_no_file) {
  const auto summary = bench_.export_file(store_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::not_found);
  EXPECT_TRUE(bench_.disk.paths().empty());
}

TEST_F(ExportItems, names_the_key_of_an_item_that_the_format_cannot_hold) {
  ASSERT_OK(bench_.import_text(store_, R"({"_id":"a","n":{"$uint256":"5"}})"));
  bench_.export_options.output = "out.bson";
  const auto summary = bench_.export_file(store_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::unsupported);
  EXPECT_NE(summary.error().describe().find("item \"a\""), std::string::npos)
      << summary.error().describe();
  EXPECT_FALSE(bench_.disk.content("out.bson"));
}

TEST_F(ExportItems, that_is_cancelled_leaves_the_file_of_last_time) {
  fill(20'000);
  bench_.disk.place("out", "of last time");
  bench_.on_export = [&](const ExportProgress&) { bench_.cancellation.request(); };
  const auto summary = bench_.export_file(store_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::cancelled);
  EXPECT_EQ(bench_.disk.content("out"), "of last time");
  EXPECT_FALSE(bench_.disk.content("out.partial"));
}

// Killed at every boundary of the disk: under the name stands the whole file or the one before it.
TEST_F(ExportItems, that_is_killed_anywhere_leaves_the_old_file_or_the_whole_new_one) {
  fill(300);
  bool finished = false;
  for (std::uint64_t boundary = 1; !finished; ++boundary) {
    ASSERT_LT(boundary, 100u);
    bench_.disk.restart();
    bench_.disk.place("out", "of last time");
    bench_.disk.kill_at_boundary(boundary);
    finished = bench_.export_file(store_).has_value();
    bench_.disk.lose_power(boundary);
    const auto content = bench_.disk.content("out");
    EXPECT_TRUE(content == lines_ || (!finished && content == "of last time"))
        << "killed at " << boundary;
  }
}

TEST_F(ExportItems, on_a_full_disk_says_so_and_leaves_nothing) {
  fill(300);
  bench_.disk.restart();
  bench_.disk.fail_call(2, base::testing::Fault::no_space);
  const auto summary = bench_.export_file(store_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind(), ErrorKind::no_space);
  EXPECT_FALSE(bench_.disk.content("out"));
}

}  // namespace
}  // namespace whimbrel::engine
