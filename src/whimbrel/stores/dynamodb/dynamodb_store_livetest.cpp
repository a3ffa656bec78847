#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "whimbrel/stores/contract/contract_context.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"
#include "whimbrel/stores/dynamodb/testing/local_store.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;
using model::Path;
using ::testing::HasSubstr;

class DynamoDbStoreTest : public ::testing::Test {
 protected:
  void make(const CollectionSpec& spec) {
    const auto made = context.store().create_collection(spec);
    ASSERT_TRUE(made) << contract::why(made);
  }
  // Writes an item and expects it back, under its key.
  void expect_to_keep(const model::Value& item, const std::vector<Path>& key_fields) {
    const std::string bytes = context.encode(item);
    const auto view = context.codec().make_view();
    ASSERT_TRUE(view->load(bytes));
    const std::string key = context.codec().key_of(*view, key_fields).value().text;
    context.insert(key, bytes);
    EXPECT_EQ(context.read(key), bytes);
    EXPECT_THAT(context.everything(), ::testing::Contains(contract::KeyAndItem{key, bytes}));
  }
  base::Status insert(const std::string& key, const model::Value& item) {
    const std::string bytes = context.encode(item);
    ItemWrite write;
    write.kind = ItemWrite::Kind::insert;
    write.collection = "tokens";
    write.key = key;
    write.after = bytes;
    WriteOutcome outcome{};
    return context.session().write({&write, 1}, {&outcome, 1});
  }

  contract::Context context{testing::make_local_store()};
};

TEST_F(DynamoDbStoreTest, keeps_items_under_numbers) {
  const std::vector<Path> key{Path({"n"})};
  make({"tokens", key, {FieldType::number}});
  for (const char* text : {"5", "-0.000125", "12345678901234567890123456789012345678"})
    expect_to_keep(model::Object{{"n", model::Decimal::parse(text).value()}}, key);
}

TEST_F(DynamoDbStoreTest, keeps_items_under_two_attributes) {
  const std::vector<Path> key{Path({"owner"}), Path({"name"})};
  make({"tokens", key});
  expect_to_keep(model::Object{{"owner", "o1"}, {"name", "a"}}, key);
  expect_to_keep(model::Object{{"owner", "o1"}, {"name", "b"}}, key);
  EXPECT_EQ(context.everything().size(), 2U);
}

TEST_F(DynamoDbStoreTest, a_collection_knows_its_key_and_types) {
  const CollectionSpec spec{
      "tokens", {Path({"owner"}), Path({"n"})}, {FieldType::text, FieldType::number}};
  make(spec);
  const auto info = context.store().collection("tokens");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->spec.key_fields, spec.key_fields);
  EXPECT_EQ(info->spec.key_types, spec.key_types);
  const auto other = context.store().create_collection({"tokens", spec.key_fields, {}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind(), ErrorKind::refused);
}

TEST_F(DynamoDbStoreTest, a_key_that_it_cannot_have_names_the_item) {
  make({"tokens", {Path({"_id"})}});
  const auto empty = insert(R"("")", model::Object{{"_id", ""}});
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().describe(), HasSubstr("empty string"));
  EXPECT_THAT(empty.error().describe(), HasSubstr("tokens"));
  const auto number = insert(R"({"$numberInt":"5"})", model::Object{{"_id", std::int32_t{5}}});
  ASSERT_FALSE(number);
  EXPECT_FALSE(number.error().remedy().empty());
}

TEST_F(DynamoDbStoreTest, a_collection_that_it_cannot_make_says_why) {
  const auto nested = context.store().create_collection({"tokens", {Path({"a", "b"})}});
  ASSERT_FALSE(nested);
  EXPECT_EQ(nested.error().kind(), ErrorKind::usage);
  const auto odd = context.store().create_collection({"Naïve café", {Path({"_id"})}});
  ASSERT_FALSE(odd);
  EXPECT_THAT(odd.error().describe(), HasSubstr("Naïve café"));
}

TEST_F(DynamoDbStoreTest, an_index_that_it_cannot_make_says_why) {
  make({"tokens", {Path({"_id"})}});
  const auto inner = context.store().create_index("tokens", {"by_inner", {Path({"a", "b"})}});
  ASSERT_FALSE(inner);
  EXPECT_EQ(inner.error().kind(), ErrorKind::unsupported);
  EXPECT_FALSE(inner.error().remedy().empty());
}

TEST_F(DynamoDbStoreTest, an_index_refuses_an_item_of_another_type_and_says_which) {
  make({"tokens", {Path({"_id"})}});
  ASSERT_TRUE(context.store().create_index("tokens", {"by_status", {Path({"status"})}}));
  const auto done = insert(context.key(1), model::Object{{"_id", "item-000001"}, {"status", true}});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().describe(), HasSubstr("item-000001"));
}

TEST_F(DynamoDbStoreTest, a_lease_is_given_up_by_its_holder_alone) {
  auto& session = context.session();
  ASSERT_TRUE(contract::Context::put(session, Space::ledger, "lease/004", "{}", 3));
  RecordWrite give_up;
  give_up.kind = RecordWrite::Kind::erase;
  give_up.space = Space::ledger;
  give_up.key = "lease/004";
  const Fence late{"lease/004", 2};
  const auto refused = session.put_record(give_up, &late);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::lease_lost);
  const Fence held{"lease/004", 3};
  EXPECT_TRUE(session.put_record(give_up, &held));
  EXPECT_FALSE(contract::Context::get(session, Space::ledger, "lease/004"));
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
