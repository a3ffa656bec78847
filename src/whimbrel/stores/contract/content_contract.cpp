#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "whimbrel/stores/contract/contract_test_list.hpp"

namespace whimbrel::stores::contract {
namespace {

using model::Value;

const std::vector<std::string>& odd_texts() {
  static const std::vector<std::string> texts{
      " ",
      "'; DROP TABLE tokens; --",
      "\"quoted\"",
      "back\\slash",
      "per%cent_and?question",
      "tab\tand\nline",
      "naïve café",
      "Ω≈ç√∫",
      "\xF0\x9F\x90\xA6 wader",
      "\xEF\xBF\xBF",
      "\xF4\x8F\xBF\xBF",
      "A",
      "a",
      "AA",
      "a/b/c",
      "$where",
      "a.b",
      std::string(1'000, 'k'),
  };
  return texts;
}

void odd_keys_are_kept_apart_and_in_byte_order(Context& context) {
  context.make_collection();
  std::vector<std::string> keys;
  for (const std::string& text : odd_texts()) {
    const std::string key = context.key_of_text(text);
    context.insert(key, context.encode(model::Object{{"_id", text}, {"text", text}}));
    keys.push_back(key);
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(Context::keys_of(context.everything(3)), keys);
  for (const std::string& text : odd_texts()) {
    const std::string key = context.key_of_text(text);
    EXPECT_EQ(context.field(key, "text"), Value(text));
    EXPECT_EQ(context.apply(context.update(key).expect("text", text).set("text", "x")),
              WriteOutcome::applied);
  }
}

void an_empty_text_is_a_key(Context& context) {
  context.make_collection();
  const std::string key = context.key_of_text("");
  const std::string item = context.encode(model::Object{{"_id", ""}, {"n", 1}});
  context.insert(key, item);
  EXPECT_EQ(context.read(key), item);
  EXPECT_EQ(Context::keys_of(context.everything()), std::vector<std::string>{key});
}

void keys_of_other_types_than_text_work(Context& context) {
  context.make_collection();
  const std::vector<std::pair<std::string, Value>> ids{
      {R"({"$numberInt":"5"})", std::int32_t{5}},
      {R"({"$numberLong":"5"})", std::int64_t{5}},
      {R"("5")", "5"},
  };
  for (const auto& [key, id] : ids)
    context.insert(key, context.encode(model::Object{{"_id", id}, {"key", key}}));
  for (const auto& [key, id] : ids) EXPECT_EQ(context.field(key, "key"), Value(key));
}

void values_of_every_common_type_come_back(Context& context) {
  context.make_collection();
  const std::vector<model::Field> fields{
      {"null", model::Null{}},
      {"true", true},
      {"int", std::int32_t{-7}},
      {"text", "line\nend \"quoted\" \xF0\x9F\x90\xA6"},
      {"list", model::List{"a", model::List{}, model::Object{{"b", false}}}},
      {"object", model::Object{{"inner", model::Object{{"x", "y"}}}, {"empty", model::Object{}}}},
      {"bytes", model::Bytes{{0, 1, 255}, 0}},
  };
  model::Object item{{"_id", "item-000001"}};
  for (const model::Field& field : fields) item.append(field.name, field.value);
  context.insert(context.key(1), context.encode(item));
  for (const model::Field& field : fields)
    EXPECT_EQ(context.field(context.key(1), field.name), context.as_kept(field.value))
        << field.name;
}

void items_come_back_byte_for_byte(Context& context) {
  context.make_collection();
  std::vector<std::string> items;
  for (int number = 0; number < 20; ++number) {
    model::Object object{{"_id", fmt::format("item-{:06}", number)}};
    for (int field = 0; field < number; ++field)
      object.append("field " + std::to_string(field), std::string(17 * number, 'a'));
    items.push_back(context.encode(object));
    context.insert(context.key(number), items.back());
  }
  const auto scanned = context.everything(7);
  ASSERT_EQ(scanned.size(), items.size());
  for (std::size_t i = 0; i < items.size(); ++i) EXPECT_EQ(scanned[i].item, items[i]);
}

void items_as_large_as_the_store_holds_work(Context& context) {
  context.make_collection();
  const std::size_t largest = context.store().capabilities().item_bytes_max;
  const std::size_t frame = context.item(1, {{"blob", ""}, {"status", "unspent"}}).size();
  const std::string blob(largest - frame, 'x');
  const std::string item = context.item(1, {{"blob", blob}, {"status", "unspent"}});
  ASSERT_LE(item.size(), largest);
  context.insert(context.key(0), context.item(0));
  context.insert(context.key(1), item);
  context.insert(context.key(2), context.item(2));
  EXPECT_EQ(context.read(context.key(1)), item);
  EXPECT_EQ(Context::keys_of(context.everything()),
            (std::vector{context.key(0), context.key(1), context.key(2)}));
  GuardedWrite update = context.update(context.key(1));
  update.expect("status", "unspent").set("status", "spent").on(item);
  EXPECT_EQ(context.apply(update), WriteOutcome::applied);
  EXPECT_EQ(context.read(context.key(1)), update.after());
}

void growing_and_shrinking_items_keep_their_neighbours(Context& context) {
  context.make_collection();
  context.insert_many(40);
  for (int round = 0; round < 4; ++round)
    for (int number = 0; number < 40; number += 2)
      context.change(
          context.key(number), "pad",
          std::string(static_cast<std::size_t>((number * 37 + round * 911) % 5'000), 'p'));
  for (int number = 1; number < 40; number += 2)
    EXPECT_EQ(context.read(context.key(number)),
              context.item(number, {{"n", std::int32_t{number}}}));
  EXPECT_EQ(context.everything().size(), 40U);
}

}  // namespace

ContractTests content_tests() {
  return {
      {"odd_keys_are_kept_apart_and_in_byte_order", odd_keys_are_kept_apart_and_in_byte_order},
      {"an_empty_text_is_a_key", an_empty_text_is_a_key},
      {"keys_of_other_types_than_text_work", keys_of_other_types_than_text_work},
      {"values_of_every_common_type_come_back", values_of_every_common_type_come_back},
      {"items_come_back_byte_for_byte", items_come_back_byte_for_byte},
      {"items_as_large_as_the_store_holds_work", items_as_large_as_the_store_holds_work},
      {"growing_and_shrinking_items_keep_their_neighbours",
       growing_and_shrinking_items_keep_their_neighbours},
  };
}

}  // namespace whimbrel::stores::contract
