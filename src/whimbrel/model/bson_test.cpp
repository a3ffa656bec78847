#include "whimbrel/model/bson.hpp"

#include <gtest/gtest.h>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

std::string encoded(const Value& document) {
  std::string bytes;
  const auto status = encode_bson(document, bytes);
  EXPECT_TRUE(status) << (status ? "" : status.error().describe());
  return bytes;
}

base::Error encode_error(const Value& document) {
  std::string out = "kept";
  const auto status = encode_bson(document, out);
  EXPECT_FALSE(status) << document;
  EXPECT_EQ(out, "kept");
  return status ? base::Error(base::ErrorKind::internal, "no error") : status.error();
}

TEST(Bson, keeps_duplicate_names) {
  const Value document = Object{{"a", 1}, {"a", 2}, {"", 3}};
  EXPECT_EQ(decode_bson(encoded(document)).value(), document);
}

TEST(Bson, refuses_what_it_has_no_type_for_by_field) {
  const Value values[] = {StringSet{{"a"}},
                          NumberSet{},
                          BinarySet{},
                          Uint256(1),
                          *Decimal::parse("12345678901234567890123456789012345"),
                          *Decimal::parse("1E+6145")};
  for (const Value& value : values) {
    const auto error = encode_error(Object{{"a", List{Value(1), Object{{"b.c", value}}}}});
    EXPECT_EQ(error.kind(), base::ErrorKind::unsupported);
    EXPECT_EQ(error.describe().substr(0, 19), "field a.1.\"b.c\": BS") << error.describe();
    EXPECT_FALSE(error.remedy().empty());
  }
  EXPECT_EQ(encode_error(List{}).kind(), base::ErrorKind::unsupported);
}

TEST(Bson, refuses_nul_where_it_ends_the_text) {
  const std::string nul("a\0b", 3);
  EXPECT_EQ(encode_error(Object{{nul, 1}}).kind(), base::ErrorKind::invalid_data);
  EXPECT_EQ(encode_error(Object{{"a", Regex(nul, "")}}).kind(), base::ErrorKind::invalid_data);
  EXPECT_EQ(encode_error(Object{{"a", Regex("", nul)}}).kind(), base::ErrorKind::invalid_data);
  const Value fine = Object{{"a", nul}, {"b", Symbol{nul}}, {"c", JavaScript{nul}}};
  EXPECT_EQ(decode_bson(encoded(fine)).value(), fine);
}

TEST(Bson, writes_decimals_of_more_zeros_as_the_same_number) {
  const Value document = Object{{"a", *Decimal::parse("1" + std::string(36, '0'))}};
  const Value again = decode_bson(encoded(document)).value();
  const auto* number = again.find("a")->get_if<Decimal>();
  ASSERT_NE(number, nullptr);
  EXPECT_TRUE(std::is_eq(compare_numbers(*number, *document.find("a")->get_if<Decimal>())));
}

TEST(Bson, bounds_depth_and_size) {
  Value deep = Object{};
  for (int level = 1; level < 200; ++level) deep = Object{{"a", std::move(deep)}};
  const std::string bytes = encoded(deep);
  EXPECT_EQ(decode_bson(bytes).value(), deep);
  ReadOptions options;
  options.depth_max = 199;
  const auto too_deep = decode_bson(bytes, options);
  ASSERT_FALSE(too_deep);
  EXPECT_NE(too_deep.error().message().find("199 levels"), std::string::npos);
  EXPECT_EQ(encode_error(Object{{"a", std::move(deep)}}).kind(), base::ErrorKind::invalid_data);
  options = {};
  options.bytes_max = bytes.size() - 1;
  EXPECT_FALSE(decode_bson(bytes, options));
}

TEST(Bson, counts_the_scope_of_a_script_as_a_level) {
  Value deep = Object{};
  for (int level = 0; level < 60; ++level)
    deep = Object{{"a", JavaScriptWithScope{"", Object{{"b", std::move(deep)}}}}};
  ReadOptions options;
  options.depth_max = 180;
  EXPECT_FALSE(decode_bson(encoded(deep), options));
  options.depth_max = 181;
  EXPECT_EQ(decode_bson(encoded(deep), options).value(), deep);
}

TEST(Bson, names_byte_and_field_of_damage) {
  std::string bytes = encoded(Object{{"first", 1}, {"list", List{Value(true), Value("text")}}});
  bytes[bytes.find("text")] = '\xff';
  const auto value = decode_bson(bytes);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().describe(), "byte 29: field list.1: the text is not valid UTF-8");
}

TEST(Bson, survives_every_single_cut_and_flip) {
  const Value document = Object{{"a", List{Value("x"), Value(1), Object{{"b", 2.5}}}},
                                {"c", JavaScriptWithScope{"f", Object{{"d", Bytes{{1, 2}, 2}}}}},
                                {"e", Regex("a", "i")},
                                {"f", DbPointer{"g", {}}},
                                {"h", *Decimal::parse("1.5")}};
  const std::string bytes = encoded(document);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    EXPECT_FALSE(decode_bson(std::string_view(bytes).substr(0, cut)));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = bytes;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      const auto value = decode_bson(flipped);
      if (!value) continue;
      EXPECT_EQ(decode_bson(encoded(*value)).value(), *value);
    }
  }
}

}  // namespace
}  // namespace whimbrel::model
