#include "whimbrel/engine/transfer/key_types.hpp"

#include <gtest/gtest.h>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/extended_json.hpp"

namespace whimbrel::engine {
namespace {

using model::Path;
using stores::FieldType;
using Types = std::vector<FieldType>;

constexpr std::string_view row =
    R"({"address":{"S":"0x1"},"big":{"N":"1.5"},"digest":{"B":"AAEC"},"slot":{"N":"20"}})";

Types of(std::vector<Path> fields, std::string_view item = row,
         const model::ItemCodec& codec = model::dynamodb_codec()) {
  const auto types = key_types_of(codec, item, fields);
  EXPECT_TRUE(types) << types.error().describe();
  return types.value_or(Types{});
}

TEST(KeyTypes, are_those_of_the_fields_in_their_order) {
  EXPECT_EQ(of({Path({"address"}), Path({"slot"})}), (Types{FieldType::text, FieldType::number}));
  EXPECT_EQ(of({Path({"digest"})}), Types{FieldType::binary});
  EXPECT_EQ(of({Path({"big"})}), Types{FieldType::number});
}

TEST(KeyTypes, of_texts_alone_are_not_said) { EXPECT_EQ(of({Path({"address"})}), Types{}); }

TEST(KeyTypes, are_found_in_every_encoding) {
  const model::ItemCodec& json = model::extended_json_codec();
  EXPECT_EQ(of({Path({"_id"})}, R"({"_id": {"$numberLong": "5"}})", json),
            Types{FieldType::number});
  EXPECT_EQ(of({Path({"a", "b"})}, R"({"a": {"b": 1.5}})", json), Types{FieldType::number});
  EXPECT_EQ(of({Path({"_id"})}, R"({"_id": {"$oid": "6592afe76d0fc710c500008e"}})", json), Types{});
}

TEST(KeyTypes, of_an_item_without_its_key_are_refused) {
  const auto types = key_types_of(model::dynamodb_codec(), row, std::vector{Path({"id"})});
  ASSERT_FALSE(types);
  EXPECT_EQ(types.error().kind(), base::ErrorKind::invalid_data);
}

}  // namespace
}  // namespace whimbrel::engine
