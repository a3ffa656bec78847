#include "whimbrel/stores/dynamodb/key_attributes.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "whimbrel/model/dynamodb_codec.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

const std::vector<KeyAttribute> by_id{{"id", FieldType::text}};
const std::vector<KeyAttribute> by_slot{{"validatorAddress", FieldType::text},
                                        {"slot", FieldType::number}};

std::string attributes_of(std::string_view key, const std::vector<KeyAttribute>& attributes) {
  std::string json;
  const auto status = append_key_attributes(key, attributes, json);
  return status ? json : status.error().message();
}

TEST(KeyAttributes, are_what_the_table_declares) {
  EXPECT_EQ(attributes_of(R"("0xé\"")", by_id), R"({"id":{"S":"0xé\""}})");
  EXPECT_EQ(attributes_of(R"({"$numberInt":"5"})", {{"n", FieldType::number}}),
            R"({"n":{"N":"5"}})");
  EXPECT_EQ(
      attributes_of(R"({"$binary":{"base64":"AQID","subType":"00"}})", {{"b", FieldType::binary}}),
      R"({"b":{"B":"AQID"}})");
  EXPECT_EQ(attributes_of(R"(["0x1",{"$numberInt":"5"}])", by_slot),
            R"({"validatorAddress":{"S":"0x1"},"slot":{"N":"5"}})");
}

TEST(KeyAttributes, take_a_number_of_any_type) {
  const std::vector<KeyAttribute> by_number{{"n", FieldType::number}};
  for (const char* five : {"5", "5.0", R"({"$numberLong":"5"})", R"({"$numberDecimal":"5.00"})"})
    EXPECT_EQ(attributes_of(five, by_number), R"({"n":{"N":"5"}})") << five;
}

TEST(KeyAttributes, give_back_the_attributes_of_the_items_key) {
  const std::string item =
      R"({"slot":{"N":"100000000000000000000.5"},"validatorAddress":{"S":"a\n"},"x":{"S":""}})";
  const auto view = model::dynamodb_codec().make_view();
  ASSERT_TRUE(view->load(item));
  const std::vector<model::Path> fields{model::Path({"validatorAddress"}), model::Path({"slot"})};
  const auto key = model::dynamodb_codec().key_of(*view, fields);
  ASSERT_TRUE(key);
  EXPECT_EQ(attributes_of(key->text, by_slot),
            R"({"validatorAddress":{"S":"a\n"},"slot":{"N":"100000000000000000000.5"}})");
}

TEST(KeyAttributes, refuse_a_key_of_another_table) {
  std::string out = "as it was";
  const std::pair<const char*, const std::vector<KeyAttribute>*> wrong[] = {
      {"5", &by_id},
      {R"(["a"])", &by_slot},
      {R"("a")", &by_slot},
      {R"(["a","5"])", &by_slot},
      {R"({"$date":5})", &by_id},
      {"{", &by_id}};
  for (const auto& [key, attributes] : wrong) {
    const auto status = append_key_attributes(key, *attributes, out);
    ASSERT_FALSE(status) << key;
    EXPECT_FALSE(status.error().remedy().empty()) << key;
    EXPECT_EQ(out, "as it was");
  }
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
