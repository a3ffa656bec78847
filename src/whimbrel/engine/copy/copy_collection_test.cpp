#include "whimbrel/engine/copy/copy_collection.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::memory::MemoryOptions;
using stores::memory::MemoryStore;
using Items = std::map<std::string, std::string>;

#define ASSERT_OK(result) ASSERT_TRUE(result) << (result).error().describe()

// As DynamoDB is.
MemoryOptions tables() {
  MemoryOptions options;
  options.codec = &model::dynamodb_codec();
  options.ordered_scans = options.transactions = false;
  options.write_items_max = 25;
  return options;
}

base::Status put(stores::Store& store, const std::string& collection, int number) {
  const std::string key = "\"v" + std::to_string(number) + "\"";
  std::string item;
  WHIMBREL_TRY(store.codec().encode_item(
      model::Object{{"address", "v" + std::to_string(number)}, {"n", number}}, item));
  stores::ItemWrite write;
  write.kind = stores::ItemWrite::Kind::insert;
  write.collection = collection;
  write.key = key;
  write.after = item;
  std::array<stores::WriteOutcome, 1> outcome{};
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  return session->write({&write, 1}, outcome);
}

Items items_of(stores::Store& store, const std::string& collection) {
  Items items;
  const auto session = store.open_session();
  stores::Page page;
  EXPECT_EQ((*session)->scan({collection, {}}, page), true);
  for (std::size_t i = 0; i < page.size(); ++i) items.emplace(page[i].key, page[i].bytes);
  return items;
}

class CopyCollection : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(from_.create_collection(
        {"prod-validators", {model::Path({"address"})}, {stores::FieldType::text}}));
    ASSERT_OK(from_.create_index("prod-validators", by_number_));
    for (int i = 0; i < 60; ++i) ASSERT_OK(put(from_, "prod-validators", i));
  }

  base::Result<CopiedCollection> copy(stores::Store& to, bool replace = false) {
    return copy_collection(from_, to, {"prod-validators", "validators", replace}, {}, {});
  }

  const stores::IndexSpec by_number_{
      "by_number", {model::Path({"n"})}, false, {stores::FieldType::number}};
  MemoryStore from_{tables()};
  MemoryStore to_{tables()};
};

TEST_F(CopyCollection, makes_key_indexes_and_items) {
  const Items before = items_of(from_, "prod-validators");
  const auto copied = copy(to_);
  ASSERT_OK(copied);
  EXPECT_EQ(copied->items, 60U);
  EXPECT_EQ(copied->indexes, 1U);
  EXPECT_EQ(items_of(to_, "validators"), before);
  EXPECT_EQ(to_.indexes("validators").value(), std::vector{by_number_});
  EXPECT_EQ(to_.collection("validators")->spec.key_types, std::vector{stores::FieldType::text});
  EXPECT_EQ(items_of(from_, "prod-validators"), before);
}

TEST_F(CopyCollection, goes_into_an_empty_one_of_the_same_key) {
  ASSERT_OK(
      to_.create_collection({"validators", {model::Path({"address"})}, {stores::FieldType::text}}));
  ASSERT_OK(copy(to_));
}

TEST_F(CopyCollection, leaves_what_is_there_unless_told_to_replace_it) {
  ASSERT_OK(copy(to_));
  ASSERT_OK(put(to_, "validators", 99));
  const Items before = items_of(to_, "validators");
  const auto refused = copy(to_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::refused);
  EXPECT_NE(refused.error().remedy().find("--replace"), std::string::npos);
  EXPECT_EQ(items_of(to_, "validators"), before);
  ASSERT_OK(copy(to_, true));
  EXPECT_EQ(items_of(to_, "validators"), items_of(from_, "prod-validators"));
}

TEST_F(CopyCollection, refuses_a_place_with_another_key) {
  ASSERT_OK(to_.create_collection({"validators", {model::Path({"id"})}}));
  EXPECT_EQ(copy(to_).error().kind(), ErrorKind::refused);
  ASSERT_OK(copy(to_, true));
}

TEST_F(CopyCollection, says_when_there_is_nothing_to_copy) {
  const auto copied = copy_collection(from_, to_, {"none", "validators"}, {}, {});
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind(), ErrorKind::not_found);
}

TEST_F(CopyCollection, converts_where_the_encodings_differ) {
  MemoryStore documents;
  ASSERT_OK(copy(documents));
  EXPECT_EQ(items_of(documents, "validators").at("\"v7\""),
            R"({"address":"v7","n":{"$numberDecimal":"7"}})");
}

TEST_F(CopyCollection, stops_when_told_to) {
  base::Cancellation cancellation;
  cancellation.request();
  const auto copied =
      copy_collection(from_, to_, {"prod-validators", "validators"}, {}, cancellation);
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind(), ErrorKind::cancelled);
}

}  // namespace
}  // namespace whimbrel::engine
