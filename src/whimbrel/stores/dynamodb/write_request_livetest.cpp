#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "whimbrel/model/dynamodb_canonical.hpp"
#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"
#include "whimbrel/stores/contract/guarded_write.hpp"
#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"
#include "whimbrel/stores/dynamodb/transaction_request.hpp"
#include "whimbrel/stores/dynamodb/write_request.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using contract::GuardedWrite;
using model::Object;
using model::Value;
using ::testing::HasSubstr;

constexpr std::string_view key = R"("u1")";

// The canonical form of the item that a reply holds as `member`; nullopt when it holds none.
std::optional<std::string> item_in(std::string json, std::string_view member) {
  json.reserve(json.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::object item;
  std::string_view raw;
  if (parser.iterate(json).get(document) != simdjson::SUCCESS ||
      document[member].get_object().get(item) != simdjson::SUCCESS ||
      item.raw_json().get(raw) != simdjson::SUCCESS)
    return std::nullopt;
  std::string canonical;
  const auto status = model::canonical_dynamodb_item(raw, canonical);
  EXPECT_TRUE(status) << raw;
  return canonical;
}

// One item in a table `users` of the test's own.
class WriteRequestLive : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto made = client_.call("CreateTable", R"({"TableName": "users",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST"})");
    ASSERT_TRUE(made) << made.error().message;
  }

  static std::string encoded(Object fields) {
    fields.append("id", "u1");
    std::string item;
    EXPECT_TRUE(model::dynamodb_codec().encode_item(fields, item));
    return item;
  }

  // Puts it there, whatever was before.
  std::string put(const std::string& item) {
    const auto done = client_.call("PutItem", R"({"TableName":"users","Item":)" + item + "}");
    EXPECT_TRUE(done) << done.error().message << ": " << item;
    return item;
  }
  std::string put(Object fields) { return put(encoded(std::move(fields))); }

  std::string now() {
    const auto got = client_.call(
        "GetItem", R"({"TableName":"users","Key":{"id":{"S":"u1"}},"ConsistentRead":true})");
    EXPECT_TRUE(got);
    return item_in(got->json, "Item").value_or("none");
  }

  static GuardedWrite write_of(ItemWrite::Kind kind) {
    return {model::dynamodb_codec(), "users", std::string(key), kind};
  }
  static GuardedWrite update() { return write_of(ItemWrite::Kind::update); }

  // How the write ended; `basis` is what its maker last read.
  std::string outcome(const ItemWrite& write, std::string_view basis) {
    const auto request = write_request(write, table_, basis);
    if (!request) return request.error().describe();
    const auto reply = client_.call(request->operation, request->body);
    if (reply) {
      old_item_ = item_in(reply->json, "Attributes");
      return "applied";
    }
    if (!reply.error().is("ConditionalCheckFailed")) return reply.error().message;
    return reply.error().item.empty() ? "missing" : "guard failed";
  }
  std::string outcome(const GuardedWrite& write, std::string_view basis) {
    return outcome(write.write(), basis);
  }

  const std::vector<KeyAttribute> by_id_{{"id", FieldType::text}};
  const TableKey table_{"users", by_id_};
  testing::DynamoDbLocal server_;
  DynamoDbClient client_ = server_.client();
  std::optional<std::string> old_item_;
};

TEST_F(WriteRequestLive, guards_hold_for_equal_values_of_every_type) {
  const Object fields{
      {"text", ""},
      {"number", *model::Decimal::parse("-12.5")},
      {"binary", model::Bytes{{0, 255}, 0}},
      {"texts", model::StringSet{{"b", "a", "c"}}},
      {"numbers", model::NumberSet{{*model::Decimal::parse("10"), *model::Decimal::parse("2")}}},
      {"binaries", model::BinarySet{{{1}, {2, 3}}}},
      {"map", Object{{"b", model::List{1, "x"}}, {"a", Object{}}}},
      {"list", model::List{Object{{"a", 5}}, true, model::Null{}}},
      {"null", model::Null{}},
      {"truth", false},
  };
  const std::string basis = put(fields);
  GuardedWrite write = update();
  for (const model::Field& field : fields.fields()) write.expect(field.name, field.value);
  write.expect("list.0.a", 5).expect("map.b.1", "x").expect_absent("list.3").expect_absent("map.c");
  EXPECT_EQ(outcome(write.set("done", true), basis), "applied");
  for (const model::Field& field : fields.fields()) {
    const std::string other = field.name == "text" ? "null" : "text";
    GuardedWrite wrong = update();
    wrong.expect(field.name, *fields.find(other)).set("done", false);
    EXPECT_EQ(outcome(wrong, basis), "guard failed") << field.name;
  }
}

TEST_F(WriteRequestLive, a_number_is_the_same_in_every_spelling) {
  put(R"({"id":{"S":"u1"},"n":{"N":"5.00"},"big":{"N":"1E+3"}})");
  EXPECT_EQ(now(), R"({"big":{"N":"1000"},"id":{"S":"u1"},"n":{"N":"5"}})");
  EXPECT_EQ(outcome(update().expect("n", 5).expect("big", 1000).set("n", 6), now()), "applied");
  EXPECT_EQ(outcome(update().expect("n", "6").set("n", 7), now()), "guard failed");
}

TEST_F(WriteRequestLive, a_live_change_beside_the_guards_is_kept) {
  const std::string basis = put({{"status", "open"}, {"m", Object{{"a", 1}}}});
  put({{"status", "open"}, {"m", Object{{"a", 1}, {"b", 2}}}, {"note", "mine"}});
  EXPECT_EQ(outcome(update().expect("status", "open").set("status", "shut").set("m.a", 9), basis),
            "applied");
  EXPECT_EQ(now(),
            encoded({{"status", "shut"}, {"m", Object{{"a", 9}, {"b", 2}}}, {"note", "mine"}}));
}

TEST_F(WriteRequestLive, a_live_change_of_the_shape_fails_the_guard) {
  const std::string basis = put({{"m", Object{{"a", 1}}}, {"l", model::List{Object{{"a", 1}}}}});
  const std::string changed = put({{"m", "a text"}, {"l", model::List{}}, {"p", Object{}}});
  for (const char* path : {"m.a", "m.b", "l.0.a", "l.0", "p.q.r"})
    EXPECT_EQ(outcome(update().set(path, "new"), basis), "guard failed") << path;
  EXPECT_EQ(outcome(update().unset("m.a"), basis), "guard failed");
  EXPECT_EQ(now(), changed);
}

TEST_F(WriteRequestLive, a_missing_item_is_told_from_a_failed_guard) {
  const std::string basis = encoded({{"status", "open"}});
  EXPECT_EQ(outcome(update().expect("status", "open").set("status", "shut"), basis), "missing");
  EXPECT_EQ(outcome(update().set("status", "shut"), basis), "missing");
  EXPECT_EQ(outcome(update().expect_absent("other").set("status", "shut"), basis), "missing");
  EXPECT_EQ(outcome(update().set("status", "open"), basis), "missing") << "changes nothing";
  EXPECT_EQ(outcome(write_of(ItemWrite::Kind::erase), basis), "missing");
  EXPECT_EQ(now(), "none");
}

TEST_F(WriteRequestLive, inserts_where_no_item_is_and_erases_what_is_as_it_was) {
  const std::string item = encoded({{"n", 5}});
  ItemWrite insert = write_of(ItemWrite::Kind::insert).write();
  insert.after = item;
  insert.key = key;
  insert.guards = {};
  EXPECT_EQ(outcome(insert, {}), "applied");
  EXPECT_EQ(now(), item);
  EXPECT_EQ(outcome(insert, {}), "guard failed");

  GuardedWrite erase = write_of(ItemWrite::Kind::erase);
  erase.on(encoded({{"n", 4}}));
  EXPECT_EQ(outcome(erase, encoded({{"n", 4}})), "guard failed");
  put({{"n", 5}, {"added", "by a live writer"}});
  EXPECT_EQ(outcome(erase, item), "applied");
  EXPECT_EQ(old_item_, encoded({{"n", 5}, {"added", "by a live writer"}})) << "to take it back";
  EXPECT_EQ(now(), "none");
}

TEST_F(WriteRequestLive, a_whole_item_is_compared_attribute_by_attribute) {
  const std::string basis = put({{"n", 5}, {"m", Object{{"a", 1}}}});
  const auto whole = [&] {
    GuardedWrite write = update();
    write.set("n", 6).on(basis).whole();
    return write;
  };
  put({{"n", 5}, {"m", Object{{"a", 1}, {"b", 2}}}});
  EXPECT_EQ(outcome(whole(), basis), "guard failed");
  put(basis);
  EXPECT_EQ(outcome(whole(), basis), "applied");
  EXPECT_EQ(old_item_, basis);
}

TEST_F(WriteRequestLive, writes_of_a_transaction_happen_together) {
  const std::string basis = put({{"status", "open"}});
  const auto perform = [&](const char* expected) {
    TransactionRequest request;
    GuardedWrite change = update();
    change.expect("status", expected).set("status", "shut");
    ItemWrite insert;
    insert.kind = ItemWrite::Kind::insert;
    insert.key = R"("u2")";
    insert.after = R"({"id":{"S":"u2"}})";
    for (const ItemWrite& write : {change.write(), insert}) {
      const auto action = transaction_action(write, table_, basis);
      EXPECT_TRUE(action && request.add(*action, 100));
    }
    return client_.call("TransactWriteItems", request.body());
  };
  const auto failed = perform("shut");
  ASSERT_FALSE(failed);
  ASSERT_EQ(failed.error().reasons.size(), 2U) << failed.error().message;
  EXPECT_EQ(failed.error().reasons[0].code, "ConditionalCheckFailed");
  EXPECT_THAT(failed.error().reasons[0].item, HasSubstr("open"));
  EXPECT_EQ(failed.error().reasons[1].code, "None");
  const auto done = perform("open");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(now(), encoded({{"status", "shut"}}));
}

TEST_F(WriteRequestLive, checks_and_updates_that_change_nothing_fit_into_a_transaction) {
  const std::string basis = put({{"status", "open"}});
  const GuardedWrite same = std::move(update().expect("status", "open").set("status", "open"));
  const auto action = transaction_action(same.write(), table_, basis);
  ASSERT_TRUE(action);
  TransactionRequest request;
  ASSERT_TRUE(request.add(*action, 0));
  const auto done = client_.call("TransactWriteItems", request.body());
  EXPECT_TRUE(done) << done.error().message;
}

TEST_F(WriteRequestLive, expressions_as_large_as_the_service_takes_are_sent) {
  Object fields;
  for (int i = 0; i < 350; ++i) fields.append("attribute" + std::to_string(i), "x");
  const std::string basis = put(fields);
  const auto guarding = [&](std::size_t count) {
    GuardedWrite write = update();
    for (std::size_t i = 0; i < count; ++i) write.expect(fields.fields()[i].name, "x");
    return outcome(write.set("new", "y"), basis);
  };
  EXPECT_EQ(guarding(150), "applied");
  EXPECT_THAT(guarding(151), HasSubstr("300 operators"));
  const auto setting = [&](std::size_t count) {
    GuardedWrite write = update();
    for (std::size_t i = 0; i < count; ++i) write.set(fields.fields()[i].name, "y");
    return outcome(write, basis);
  };
  EXPECT_EQ(setting(310), "applied");
  EXPECT_THAT(setting(350), HasSubstr("4 KB"));
}

// DynamoDB takes no member without a name.
void drop_nameless(Value& value) {
  if (auto* list = value.get_if<model::List>()) std::ranges::for_each(*list, drop_nameless);
  auto* const object = value.get_if<Object>();
  if (object == nullptr) return;
  std::erase_if(object->fields(), [](const model::Field& field) { return field.name.empty(); });
  for (model::Field& field : object->fields()) drop_nameless(field.value);
}

// Attributes of any name and content.
Object any_attributes() {
  Value item = *model::testing::arbitrary_document(model::testing::Holds::dynamodb);
  drop_nameless(item);
  Object fields = *item.get_if<Object>();
  std::erase_if(fields.fields(), [](const model::Field& field) { return field.name == "id"; });
  return fields;
}

// Where to edit to get from one to the other: attributes and, where both have maps, their members.
void gather_paths(const Object& from, const Object& to, const std::vector<std::string>& outer,
                  std::vector<model::Path>& paths) {
  for (const Object* side : {&from, &to}) {
    for (const model::Field& field : side->fields()) {
      if (side == &to && from.find(field.name) != nullptr) continue;
      auto segments = outer;
      segments.push_back(field.name);
      const Value* const old_value = from.find(field.name);
      const Value* const new_value = to.find(field.name);
      const auto* old_map = old_value == nullptr ? nullptr : old_value->get_if<Object>();
      const auto* new_map = new_value == nullptr ? nullptr : new_value->get_if<Object>();
      if (old_map != nullptr && new_map != nullptr)
        gather_paths(*old_map, *new_map, segments, paths);
      else
        paths.emplace_back(std::move(segments));
    }
  }
}

TEST_F(WriteRequestLive, does_what_the_edits_mean_whatever_the_item) {
  EXPECT_TRUE(rc::check([this] {
    const std::string before = put(any_attributes());
    RC_ASSERT(now() == before);
    const std::string wanted = encoded(any_attributes());
    std::vector<model::Path> paths;
    gather_paths(*model::dynamodb_codec().decode_item(before)->get_if<Object>(),
                 *model::dynamodb_codec().decode_item(wanted)->get_if<Object>(), {}, paths);
    const auto old_view = model::dynamodb_codec().make_view();
    const auto new_view = model::dynamodb_codec().make_view();
    RC_ASSERT(old_view->load(before).has_value());
    RC_ASSERT(new_view->load(wanted).has_value());
    std::vector<model::FieldGuard> guards;
    std::vector<model::Edit> edits;
    for (const model::Path& path : paths) {
      guards.push_back({&path, old_view->find(path)});
      const auto raw = new_view->find(path);
      edits.push_back({raw ? model::Edit::Kind::set : model::Edit::Kind::unset, &path,
                       raw.value_or(model::RawValue()), 0});
    }
    ItemWrite write;
    write.key = key;
    write.guards = guards;
    write.edits = edits;
    RC_ASSERT(outcome(write, before) == "applied");
    RC_ASSERT(now() == wanted);
  }));
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
