// What was imported comes out again as it was, by way of every store and every format.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>

#include "whimbrel/base/testing/source_path.hpp"
#include "whimbrel/engine/testing/state_migration.hpp"
#include "whimbrel/engine/transfer/testing/transfer_bench.hpp"
#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/testing/crash_disk.hpp"

namespace whimbrel::engine {
namespace {

using model::testing::Holds;
using stores::memory::MemoryOptions;
using stores::memory::MemoryStore;
using testing::dump;
using testing::TransferBench;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

std::string test_data(const std::string& name) {
  auto bytes =
      base::read_file(base::posix_file_system(), base::testing::source_path("tests/data/" + name),
                      std::size_t{1} << 20);
  EXPECT_TRUE(bytes) << bytes.error().describe();
  return *std::move(bytes);
}

std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
    end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// The documents of a mongodump file, each whole, in byte order.
std::vector<std::string> sorted_documents(const std::string& bytes) {
  std::vector<std::string> documents;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto byte = [&](std::size_t i) {
      return std::size_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    };
    const std::size_t size = byte(0) | byte(1) | byte(2) | byte(3);
    documents.push_back(bytes.substr(at, size));
    at += size;
  }
  std::sort(documents.begin(), documents.end());
  return documents;
}

class RoundTrip : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "memory") {
      store_ = std::make_unique<MemoryStore>();
      return;
    }
    stores::sqlite::SqliteOptions options;
    options.path = "/tokens.db";
    options.vfs = disk_.vfs_name();
    auto opened = stores::sqlite::SqliteStore::open(options);
    ASSERT_OK(opened);
    store_ = *std::move(opened);
  }

  stores::Store& store() { return *store_; }
  TransferBench bench_;

 private:
  stores::testing::CrashDisk disk_;
  std::unique_ptr<stores::Store> store_;
};

TEST_P(RoundTrip, of_mongoexport_lines_gives_every_line_byte_for_byte) {
  const std::string lines = test_data("odd_tokens.jsonl");
  const auto imported = bench_.import_text(store(), lines);
  ASSERT_OK(imported);
  EXPECT_EQ(imported->inserted, 287u);
  EXPECT_EQ(sorted_lines(bench_.export_text(store())), sorted_lines(lines));
}

TEST_P(RoundTrip, of_a_mongodump_gives_every_document_byte_for_byte) {
  const std::string documents = test_data("odd_tokens.bson");
  const auto imported = bench_.import_text(store(), documents);
  ASSERT_OK(imported);
  EXPECT_EQ(imported->inserted, 287u);
  bench_.export_options.output = "out.bson";
  EXPECT_EQ(sorted_documents(bench_.export_text(store())), sorted_documents(documents));
}

// jsonl → store → each format → store → jsonl: what an item says never changes.
TEST_P(RoundTrip, by_way_of_each_format_keeps_every_value) {
  ASSERT_OK(bench_.import_text(store(), test_data("odd_tokens.bson")));
  const std::string items = dump(store(), "tokens");
  for (const char* output : {"a.jsonl", "a.jsonl.gz", "a.bson", "a.bson.gz", "a.json", "a.ddb"}) {
    const std::string name = output;
    if (name == "a.json") bench_.export_options.format = FileFormat::json_array;
    if (name == "a.ddb") bench_.export_options.format = FileFormat::dynamodb_lines;
    bench_.export_options.output = name;
    ASSERT_OK(bench_.export_file(store()));
    bench_.export_options.format.reset();

    MemoryStore other;
    bench_.import_options.input = name;
    bench_.import_options.key_fields = {model::Path({"_id"})};
    const auto imported = bench_.import_file(other);
    ASSERT_TRUE(imported) << name << ": " << imported.error().describe();
    EXPECT_EQ(imported->inserted, 287u);
    if (name == "a.ddb") continue;  // numbers are decimals there: compared in the next test
    EXPECT_TRUE(dump(other, "tokens") == items) << name;
  }
}

// DynamoDB has one type of number, so its own round trip is what must be the identity.
TEST_P(RoundTrip, by_way_of_dynamodb_lines_keeps_what_dynamodb_can_say) {
  ASSERT_OK(bench_.import_text(store(), test_data("odd_tokens.jsonl")));
  bench_.export_options.format = FileFormat::dynamodb_lines;
  const std::string first = bench_.export_text(store());

  MemoryStore other;
  bench_.import_options.key_fields = {model::Path({"_id"})};
  const auto imported = bench_.import_text(other, first);
  ASSERT_OK(imported);
  EXPECT_EQ(imported->inserted, 287u);
  EXPECT_EQ(sorted_lines(bench_.export_text(other)), sorted_lines(first));

  // By way of a store that keeps items as DynamoDB does, too, what is carried among them.
  MemoryOptions options;
  options.codec = &model::dynamodb_codec();
  MemoryStore table(options);
  ASSERT_OK(bench_.import_text(table, first));
  const std::string second = bench_.export_text(table);
  MemoryStore last;
  ASSERT_OK(bench_.import_text(last, second));
  const auto item_lines = [](stores::Store& store) { return sorted_lines(dump(store, "tokens")); };
  const auto sorted_items = [&](stores::Store& store) {
    MemoryStore sorted(options);
    EXPECT_TRUE(bench_.import_text(sorted, bench_.export_text(store)));
    return item_lines(sorted);
  };
  EXPECT_EQ(sorted_items(last), item_lines(table));
  EXPECT_EQ(sorted_items(other), item_lines(table));
}

INSTANTIATE_TEST_SUITE_P(Stores, RoundTrip, ::testing::Values("memory", "sqlite"),
                         [](const auto& instance) { return instance.param; });

const model::ItemCodec& codec() { return model::extended_json_codec(); }

// Documents whose keys are distinct, as an import wants them, and whose own names, as MongoDB wants
// it, do not begin with "$".
std::vector<model::Value> arbitrary_documents(Holds holds) {
  std::vector<model::Value> documents;
  const auto count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) {
    const model::Value drawn = *model::testing::arbitrary_document(holds);
    model::Object document;
    document.append("_id", fmt::format("key {}", i));
    for (const model::Field& field : drawn.get_if<model::Object>()->fields())
      if (field.name != "_id" && !field.name.starts_with('$'))
        document.append(field.name, field.value);
    documents.emplace_back(std::move(document));
  }
  return documents;
}

std::string stored_as(const std::vector<model::Value>& documents) {
  std::string text;
  for (const model::Value& document : documents) {
    const model::Value& id = *document.get_if<model::Object>()->find("_id");
    RC_ASSERT(codec().encode_value(id, text).has_value());
    text += '\t';
    RC_ASSERT(codec().encode_item(document, text).has_value());
    text += '\n';
  }
  return text;
}

void expect_identity(FileFormat format, Holds holds, bool packed) {
  const bool holds_always = rc::check([&] {
    const auto documents = arbitrary_documents(holds);
    TransferBench bench;
    bench.import_options.key_fields = {model::Path({"_id"})};
    std::string lines;
    for (const model::Value& document : documents) {
      RC_ASSERT(codec().encode_item(document, lines).has_value());
      lines += '\n';
    }
    MemoryStore first;
    RC_ASSERT(bench.import_text(first, lines).has_value());
    RC_ASSERT(dump(first, "tokens") == stored_as(documents));

    bench.export_options.format = format;
    if (packed) bench.export_options.output = "out.gz";
    RC_ASSERT(bench.export_file(first).has_value());
    MemoryStore second;
    bench.import_options.input = bench.export_options.output;
    bench.import_options.format = format;
    const auto imported = bench.import_file(second);
    if (!imported) RC_FAIL(imported.error().describe());
    RC_ASSERT(imported->inserted == documents.size());
    RC_ASSERT(dump(second, "tokens") == dump(first, "tokens"));
  });
  EXPECT_TRUE(holds_always);
}

TEST(RoundTripOfAnyValue, by_way_of_json_lines_is_the_identity) {
  expect_identity(FileFormat::json_lines, Holds::everything, false);
}

TEST(RoundTripOfAnyValue, by_way_of_a_packed_json_array_is_the_identity) {
  expect_identity(FileFormat::json_array, Holds::everything, true);
}

TEST(RoundTripOfAnyValue, by_way_of_bson_is_the_identity) {
  expect_identity(FileFormat::bson, Holds::bson, false);
}

TEST(RoundTripOfAnyValue, by_way_of_packed_dynamodb_lines_is_the_identity) {
  expect_identity(FileFormat::dynamodb_lines, Holds::dynamodb, true);
}

}  // namespace
}  // namespace whimbrel::engine
