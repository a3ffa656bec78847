// Runs of the engine on DynamoDB Local: right, and at a fraction of the items' own price.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/engine/testing/function_migration.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/dynamodb/testing/local_store.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using testing::RunBench;

constexpr double record_units_an_item_max = 0.15;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

// Validators of about 1 KB, with keys and times that no compression makes small.
class ValidatorMaker {
 public:
  std::string hex(int digits) {
    std::string text;
    for (int i = 0; i < digits; ++i) text += fmt::format("{:x}", random_() % 16);
    return text;
  }

  std::string item(const std::string& address) {
    return fmt::format(
        R"({{"_id":{{"S":"{}"}},"updatedAt":{{"N":"17480{:08}"}},"peerId":{{"S":"{}"}}}})", address,
        random_() % 100'000'000, hex(900));
  }

 private:
  std::mt19937 random_{7};
};

base::Status fill_validators(stores::Store& store, int count) {
  WHIMBREL_TRY(store.create_collection({"things", {model::Path({"_id"})}}));
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  ValidatorMaker maker;
  constexpr int batch_items = 500;
  for (int first = 0; first < count; first += batch_items) {
    const auto items = static_cast<std::size_t>(std::min(batch_items, count - first));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < items; ++i) {
      const std::string address = "0x" + maker.hex(40);
      texts.push_back('"' + address + '"');
      texts.push_back(maker.item(address));
    }
    std::vector<stores::ItemWrite> writes(items);
    std::vector<stores::WriteOutcome> outcomes(items);
    for (std::size_t i = 0; i < items; ++i) {
      writes[i].kind = stores::ItemWrite::Kind::insert;
      writes[i].collection = "things";
      writes[i].key = texts[2 * i];
      writes[i].after = texts[2 * i + 1];
    }
    WHIMBREL_TRY(session->write(writes, outcomes));
  }
  return {};
}

testing::FunctionMigration stamping_migration() {
  return {"900_stamp", [](const model::ItemView& item, ChangeSink& sink) {
            static const model::Path path({"updatedAt"});
            constexpr std::string_view stamp = R"({"N":"1750000000000"})";
            if (item.find(path) != stamp) sink.set(path, stamp);
          }};
}

class DynamoDbRun : public ::testing::Test {
 protected:
  stores::Store& store() { return local_.store; }

  stores::dynamodb::testing::LocalStore local_;
};

TEST_F(DynamoDbRun, keeps_its_records_for_a_fraction_of_what_the_items_cost) {
  ASSERT_OK(fill_validators(store(), 3'000));
  const auto migration = stamping_migration();
  RunBench bench(store(), migration);
  bench.options.batch_items_max = RunOptions().batch_items_max;
  const auto report = bench.up();
  ASSERT_OK(report);
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.counters.changed, 3'000U);
  ASSERT_TRUE(report->load);
  EXPECT_GE(report->load->items.written, 3'000);
  const double an_item = report->load->records.written / 3'000;
  RecordProperty("record_units_an_item", fmt::format("{:.3f}", an_item));
  fmt::print("write units: {} items, {} records, {:.3f} an item changed\n",
             report->load->items.written, report->load->records.written, an_item);
  EXPECT_LE(an_item, record_units_an_item_max);
}

TEST_F(DynamoDbRun, is_verified_and_taken_back_exactly) {
  ASSERT_OK(testing::fill_things(store(), 100));
  RunBench bench(store());
  const std::string before = bench.things();
  const auto report = bench.up();
  ASSERT_OK(report);
  EXPECT_TRUE(all_passed(report->checks));
  EXPECT_NE(bench.things(), before);
  const auto verified = bench.verify();
  ASSERT_OK(verified);
  EXPECT_TRUE(all_passed(verified->checks));
  const auto down = bench.down();
  ASSERT_OK(down);
  EXPECT_EQ(bench.things(), before);
}

TEST_F(DynamoDbRun, is_rehearsed_without_a_trace) {
  ASSERT_OK(testing::fill_things(store(), 100));
  RunBench bench(store());
  const std::string before = bench.things();
  stores::memory::MemoryOptions options;
  options.codec = &model::dynamodb_codec();
  stores::memory::MemoryStore overlay(options);
  DryRunStore dry(store(), overlay);
  RunBench rehearsal(dry);
  rehearsal.options.dry_run = true;
  const auto rehearsed = rehearsal.up();
  ASSERT_OK(rehearsed);
  EXPECT_EQ(rehearsed->run.status, RunStatus::completed);
  EXPECT_EQ(rehearsed->run.counters.changed, 44U);
  ASSERT_TRUE(rehearsed->load);
  EXPECT_EQ(rehearsed->load->items.written + rehearsed->load->records.written, 0);
  EXPECT_EQ(bench.things(), before);
}

}  // namespace
}  // namespace whimbrel::engine
