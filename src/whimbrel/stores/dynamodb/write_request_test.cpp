#include "whimbrel/stores/dynamodb/write_request.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/stores/contract/guarded_write.hpp"
#include "whimbrel/stores/dynamodb/transaction_request.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using contract::GuardedWrite;
using model::Value;

const std::vector<KeyAttribute> by_id{{"id", FieldType::text}};
const TableKey users{"users", by_id};

constexpr std::string_view item =
    R"({"id":{"S":"u1"},"l":{"L":[{"M":{"a":{"S":"x"}}},{"S":"y"}]},)"
    R"("m":{"M":{"a":{"S":"x"},"b":{"M":{}}}},"status":{"S":"open"}})";

GuardedWrite update() { return {model::dynamodb_codec(), "users", R"("u1")"}; }
GuardedWrite write_of(ItemWrite::Kind kind) {
  return {model::dynamodb_codec(), "users", R"("u1")", kind};
}

std::string body_of(const GuardedWrite& write, std::string_view basis = item) {
  const auto request = write_request(write.write(), users, basis);
  return request ? request->body : request.error().describe();
}

// The expressions of a request, the rest left out.
std::string expressions_of(const GuardedWrite& write, std::string_view basis = item) {
  std::string body = body_of(write, basis);
  body = body.substr(body.find(R"("Key":)"));
  body = body.substr(body.find(',') + 1);
  return body.substr(0, body.find(R"(,"ReturnValuesOn)"));
}

TEST(WriteRequest, changes_and_guards_only_what_the_update_names) {
  const auto write = std::move(update().expect("status", "open").set("status", "shut"));
  EXPECT_EQ(body_of(write),
            R"({"TableName":"users","Key":{"id":{"S":"u1"}},"UpdateExpression":"SET #n0 = :v1",)"
            R"("ConditionExpression":"#n0 = :v0",)"
            R"("ExpressionAttributeNames":{"#n0":"status"},)"
            R"("ExpressionAttributeValues":{":v0":{"S":"open"},":v1":{"S":"shut"}},)"
            R"("ReturnValuesOnConditionCheckFailure":"ALL_OLD"})");
}

TEST(WriteRequest, asks_that_the_item_is_there_where_no_guard_says_so) {
  EXPECT_EQ(expressions_of(std::move(update().set("status", "shut"))),
            R"("UpdateExpression":"SET #n1 = :v0",)"
            R"j("ConditionExpression":"attribute_exists(#n0)",)j"
            R"("ExpressionAttributeNames":{"#n0":"id","#n1":"status"},)"
            R"("ExpressionAttributeValues":{":v0":{"S":"shut"}})");
}

TEST(WriteRequest, sets_and_removes_members_of_maps_that_are_there) {
  EXPECT_EQ(expressions_of(std::move(update().set("m.c", "new").unset("m.a"))),
            R"("UpdateExpression":"SET #n0.#n1 = :v1 REMOVE #n0.#n2",)"
            R"j("ConditionExpression":"attribute_type(#n0, :v0)",)j"
            R"("ExpressionAttributeNames":{"#n0":"m","#n1":"c","#n2":"a"},)"
            R"("ExpressionAttributeValues":{":v0":{"S":"M"},":v1":{"S":"new"}})");
}

TEST(WriteRequest, makes_missing_maps_whole_where_nobody_made_them_meanwhile) {
  EXPECT_EQ(expressions_of(std::move(update().set("p.q.r", "1").set("p.s", "2"))),
            R"j("UpdateExpression":"SET #n0 = :v0",)j"
            R"j("ConditionExpression":"attribute_not_exists(#n0) AND attribute_exists(#n1)",)j"
            R"j("ExpressionAttributeNames":{"#n0":"p","#n1":"id"},)j"
            R"j("ExpressionAttributeValues":{":v0":{"M":{"q":{"M":{"r":{"S":"1"}}},)j"
            R"j("s":{"S":"2"}}}})j");
}

TEST(WriteRequest, writes_lists_whole_where_they_are_as_they_were) {
  EXPECT_EQ(expressions_of(std::move(update().expect("l.0.a", "x").set("l.0.a", "z"))),
            R"("UpdateExpression":"SET #n0 = :v2",)"
            R"("ConditionExpression":"#n0[0].#n1 = :v0 AND #n0 = :v1",)"
            R"("ExpressionAttributeNames":{"#n0":"l","#n1":"a"},)"
            R"("ExpressionAttributeValues":{":v0":{"S":"x"},)"
            R"(":v1":{"L":[{"M":{"a":{"S":"x"}}},{"S":"y"}]},)"
            R"(":v2":{"L":[{"M":{"a":{"S":"z"}}},{"S":"y"}]}})");
}

TEST(WriteRequest, keeps_what_live_writers_changed_beside_the_guards) {
  auto write = std::move(update().expect("status", "open").set("l.1", "z"));
  write.on(std::string(item));
  const std::string now =
      R"({"id":{"S":"u1"},"l":{"L":[{"S":"new"},{"S":"y"}]},"status":{"S":"open"}})";
  EXPECT_NE(body_of(write, now).find(R"({"L":[{"S":"new"},{"S":"z"}]})"), std::string::npos);
}

TEST(WriteRequest, rests_on_every_attribute_where_the_whole_item_counts) {
  GuardedWrite erase = write_of(ItemWrite::Kind::erase);
  erase.on(R"({"id":{"S":"u1"},"n":{"N":"5"},"s":{"S":"x"}})");
  const auto request = write_request(erase.write(), users, erase.write().basis);
  ASSERT_TRUE(request);
  EXPECT_EQ(request->operation, "DeleteItem");
  EXPECT_TRUE(request->returns_old_item);
  EXPECT_EQ(request->body,
            R"({"TableName":"users","Key":{"id":{"S":"u1"}},)"
            R"("ConditionExpression":"#n0 = :v0 AND #n1 = :v1",)"
            R"("ExpressionAttributeNames":{"#n0":"n","#n1":"s"},)"
            R"("ExpressionAttributeValues":{":v0":{"N":"5"},":v1":{"S":"x"}},)"
            R"("ReturnValuesOnConditionCheckFailure":"ALL_OLD","ReturnValues":"ALL_OLD"})");
}

TEST(WriteRequest, puts_a_new_item_where_none_is) {
  ItemWrite write;
  write.kind = ItemWrite::Kind::insert;
  write.key = R"("u1")";
  write.after = R"({"id":{"S":"u1"}})";
  const auto request = write_request(write, users, {});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->operation, "PutItem");
  EXPECT_EQ(request->body, R"j({"TableName":"users","Item":{"id":{"S":"u1"}},)j"
                           R"j("ConditionExpression":"attribute_not_exists(#n0)",)j"
                           R"j("ExpressionAttributeNames":{"#n0":"id"},)j"
                           R"j("ReturnValuesOnConditionCheckFailure":"ALL_OLD"})j");
}

TEST(WriteRequest, is_an_action_in_a_transaction) {
  const auto action = [](const GuardedWrite& write) {
    auto made = transaction_action(write.write(), users, item);
    return made ? made->substr(0, made->find(R"("Key")")) : made.error().describe();
  };
  EXPECT_EQ(action(std::move(update().set("status", "shut"))),
            R"({"Update":{"TableName":"users",)");
  EXPECT_EQ(action(std::move(update().set("status", "open"))),
            R"({"ConditionCheck":{"TableName":"users",)")
      << "an update that changes nothing";
  EXPECT_EQ(action(write_of(ItemWrite::Kind::erase)), R"({"Delete":{"TableName":"users",)");
  EXPECT_EQ(action(write_of(ItemWrite::Kind::check)), R"({"ConditionCheck":{"TableName":"users",)");
}

TEST(WriteRequest, a_check_does_not_stand_alone) {
  const auto check = write_of(ItemWrite::Kind::check);
  const auto refused = write_request(check.write(), users, item);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::unsupported);
}

// An item with a map of so many members.
std::string item_of_members(int count) {
  model::Object members;
  for (int i = 0; i < count; ++i) members.append("member" + std::to_string(i), "x");
  std::string encoded;
  EXPECT_TRUE(model::dynamodb_codec().encode_item(
      model::Object{{"id", "u1"}, {"m", std::move(members)}}, encoded));
  return encoded;
}

TEST(WriteRequest, says_too_many_changes_of_members_as_one_of_their_attribute) {
  const std::string basis = item_of_members(400);
  GuardedWrite write = update();
  for (int i = 0; i < 400; ++i)
    write.expect("m.member" + std::to_string(i), "x").set("m.member" + std::to_string(i), "y");
  const std::string text = expressions_of(write, basis);
  EXPECT_TRUE(text.starts_with(R"("UpdateExpression":"SET #n0 = :v1",)"
                               R"("ConditionExpression":"#n0 = :v0",)"))
      << text.substr(0, 300);
}

TEST(WriteRequest, refuses_more_attributes_than_an_expression_holds) {
  GuardedWrite write = update();
  for (int i = 0; i < 400; ++i) write.set("attribute" + std::to_string(i), "y");
  const auto refused = write_request(write.write(), users, item);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), base::ErrorKind::unsupported);
  EXPECT_NE(refused.error().remedy().find("split"), std::string::npos);
}

TEST(TransactionRequest, takes_no_more_than_the_service) {
  TransactionRequest request;
  EXPECT_TRUE(request.empty());
  EXPECT_TRUE(request.add(R"({"Put":{}})", 1));
  EXPECT_FALSE(request.add(R"({"Put":{}})", transaction_bytes_max));
  EXPECT_TRUE(request.add(R"({"Delete":{}})", 0));
  EXPECT_EQ(request.body(), R"({"TransactItems":[{"Put":{}},{"Delete":{}}]})");
  while (request.size() < transaction_actions_max) EXPECT_TRUE(request.add("{}", 1));
  EXPECT_FALSE(request.add("{}", 1));
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
