// Cases of the BSON corpus and Extended JSON specifications, by type: the BSON in hexadecimal and
// its Extended JSON forms.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/model/bson.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/hex.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

std::string from_hex(std::string_view hex) {
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  EXPECT_TRUE(read_hex(hex, bytes)) << hex;
  return {bytes.begin(), bytes.end()};
}

std::string to_hex(const std::string& bytes) {
  std::string hex;
  append_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, hex);
  return hex;
}

std::string json_of(const Value& value, ExtendedJsonMode mode) {
  std::string text;
  EXPECT_TRUE(write_extended_json(value, mode, text));
  return text;
}

struct Case {
  const char* bson;
  const char* canonical;
  const char* relaxed = nullptr;  // nullptr: the same as canonical
};

void check(const Case& each) {
  const auto value = decode_bson(from_hex(each.bson));
  ASSERT_TRUE(value) << each.bson << ": " << value.error().describe();
  const std::string canonical = json_of(*value, ExtendedJsonMode::canonical);
  EXPECT_EQ(canonical, each.canonical);
  EXPECT_EQ(json_of(*value, ExtendedJsonMode::relaxed),
            each.relaxed == nullptr ? each.canonical : each.relaxed);
  const auto from_json = read_extended_json(each.canonical);
  ASSERT_TRUE(from_json) << each.canonical << ": " << from_json.error().describe();
  EXPECT_EQ(*from_json, *value);
  std::string bytes;
  ASSERT_TRUE(encode_bson(*from_json, bytes));
  EXPECT_EQ(to_hex(bytes), each.bson) << each.canonical;
}

TEST(BsonCorpus, integers_doubles_and_booleans) {
  const Case cases[] = {
      {"0c0000001069000000008000", R"({"i":{"$numberInt":"-2147483648"}})", R"({"i":-2147483648})"},
      {"0c000000106900ffffff7f00", R"({"i":{"$numberInt":"2147483647"}})", R"({"i":2147483647})"},
      {"10000000126100000000000000008000", R"({"a":{"$numberLong":"-9223372036854775808"}})",
       R"({"a":-9223372036854775808})"},
      {"10000000126100010000000000000000", R"({"a":{"$numberLong":"1"}})", R"({"a":1})"},
      {"10000000016400000000000000f03f00", R"({"d":{"$numberDouble":"1.0"}})", R"({"d":1.0})"},
      {"10000000016400000000008000f0bf00", R"({"d":{"$numberDouble":"-1.0001220703125"}})",
       R"({"d":-1.0001220703125})"},
      {"10000000016400000000000000008000", R"({"d":{"$numberDouble":"-0.0"}})", R"({"d":-0.0})"},
      {"10000000016400000000000000f87f00", R"({"d":{"$numberDouble":"NaN"}})"},
      {"10000000016400120000000000f87f00", R"({"d":{"$doubleBits":"7ff8000000000012"}})"},
      {"10000000016400000000000000f07f00", R"({"d":{"$numberDouble":"Infinity"}})"},
      {"10000000016400000000000000f0ff00", R"({"d":{"$numberDouble":"-Infinity"}})"},
      {"090000000862000100", R"({"b":true})"},
      {"090000000862000000", R"({"b":false})"},
      {"080000000a610000", R"({"a":null})"},
      {"0500000000", "{}"}};
  for (const Case& each : cases) check(each);
}

TEST(BsonCorpus, text) {
  const Case cases[] = {
      {"0d000000026100010000000000", R"({"a":""})"},
      {"0e00000002610002000000620000", R"({"a":"b"})"},
      {"190000000261000d000000c3a9c3a9c3a9c3a9c3a9c3a90000", R"({"a":"éééééé"})"},
      {"190000000261000d000000e29886e29886e29886e298860000", R"({"a":"☆☆☆☆"})"},
      {"190000000261000d0000006162006261620062616261620000", R"({"a":"ab\u0000bab\u0000babab"})"},
      {"0e0000000e610002000000620000", R"({"a":{"$symbol":"b"}})"},
      {"0e0000000d610002000000620000", R"({"a":{"$code":"b"}})"},
      {"160000000f61000e0000000100000000050000000000", R"({"a":{"$code":"","$scope":{}}})"},
      {"210000000f6100190000000500000061626364000c000000107800010000000000",
       R"({"a":{"$code":"abcd","$scope":{"x":{"$numberInt":"1"}}}})",
       R"({"a":{"$code":"abcd","$scope":{"x":1}}})"}};
  for (const Case& each : cases) check(each);
}

TEST(BsonCorpus, containers) {
  const Case cases[] = {{"0d000000037800050000000000", R"({"x":{}})"},
                        {"150000000378000d00000002000200000062000000", R"({"x":{"":"b"}})"},
                        {"160000000378000e0000000261000200000062000000", R"({"x":{"a":"b"}})"},
                        {"170000000378000f000000022461000200000062000000", R"({"x":{"$a":"b"}})"},
                        {"0d000000046100050000000000", R"({"a":[]})"},
                        {"140000000461000c0000001030000a0000000000",
                         R"({"a":[{"$numberInt":"10"}]})", R"({"a":[10]})"},
                        {"1b000000046100130000001030000a000000103100140000000000",
                         R"({"a":[{"$numberInt":"10"},{"$numberInt":"20"}]})", R"({"a":[10,20]})"}};
  for (const Case& each : cases) check(each);
}

TEST(BsonCorpus, binary_of_every_subtype) {
  const Case cases[] = {
      {"0d000000057800000000000000", R"({"x":{"$binary":{"base64":"","subType":"00"}}})"},
      {"0f0000000578000200000000ffff00", R"({"x":{"$binary":{"base64":"//8=","subType":"00"}}})"},
      {"0f0000000578000200000001ffff00", R"({"x":{"$binary":{"base64":"//8=","subType":"01"}}})"},
      {"13000000057800060000000202000000ffff00",
       R"({"x":{"$binary":{"base64":"//8=","subType":"02"}}})"},
      {"1d000000057800100000000473ffd26444b34c6990e8e7d1dfc035d400",
       R"({"x":{"$binary":{"base64":"c//SZESzTGmQ6OfR38A11A==","subType":"04"}}})"},
      {"1d000000057800100000000573ffd26444b34c6990e8e7d1dfc035d400",
       R"({"x":{"$binary":{"base64":"c//SZESzTGmQ6OfR38A11A==","subType":"05"}}})"},
      {"0f0000000578000200000080ffff00", R"({"x":{"$binary":{"base64":"//8=","subType":"80"}}})"}};
  for (const Case& each : cases) check(each);
  EXPECT_EQ(read_extended_json(R"({"$uuid":"73ffd264-44b3-4c69-90e8-e7d1dfc035d4"})").value(),
            read_extended_json(R"({"$binary":{"base64":"c//SZESzTGmQ6OfR38A11A==","subType":"4"}})")
                .value());
}

TEST(BsonCorpus, dates_over_the_whole_range) {
  const Case cases[] = {
      {"10000000096100000000000000000000", R"({"a":{"$date":{"$numberLong":"0"}}})",
       R"({"a":{"$date":"1970-01-01T00:00:00Z"}})"},
      {"10000000096100c5d8d6cc3b01000000", R"({"a":{"$date":{"$numberLong":"1356351330501"}}})",
       R"({"a":{"$date":"2012-12-24T12:15:30.501Z"}})"},
      {"10000000096100c33ce7b9bdffffff00", R"({"a":{"$date":{"$numberLong":"-284643869501"}}})"},
      {"1000000009610000dc1fd277e6000000", R"({"a":{"$date":{"$numberLong":"253402300800000"}}})"},
      {"10000000096100ffffffffffffff7f00",
       R"({"a":{"$date":{"$numberLong":"9223372036854775807"}}})"}};
  for (const Case& each : cases) check(each);
}

TEST(BsonCorpus, the_rest_of_bson) {
  const Case cases[] = {
      {"1400000007610056e1fc72e0c917e9c471416100", R"({"a":{"$oid":"56e1fc72e0c917e9c4714161"}})"},
      {"0a0000000b6100000000", R"({"a":{"$regularExpression":{"pattern":"","options":""}}})"},
      {"100000000b610061626300696d780000",
       R"({"a":{"$regularExpression":{"pattern":"abc","options":"imx"}}})"},
      {"100000001161002a00000015cd5b0700", R"({"a":{"$timestamp":{"t":123456789,"i":42}}})"},
      {"10000000116100ffffffffffffffff00",
       R"({"a":{"$timestamp":{"t":4294967295,"i":4294967295}}})"},
      {"1a0000000c610002000000620056e1fc72e0c917e9c471416100",
       R"({"a":{"$dbPointer":{"$ref":"b","$id":{"$oid":"56e1fc72e0c917e9c4714161"}}}})"},
      {"08000000ff610000", R"({"a":{"$minKey":1}})"},
      {"080000007f610000", R"({"a":{"$maxKey":1}})"},
      {"0800000006610000", R"({"a":{"$undefined":true}})"}};
  for (const Case& each : cases) check(each);
}

TEST(BsonCorpus, decimals_with_their_exponents) {
  const Case cases[] = {
      {"180000001364000000000000000000000000000000007c00", R"({"d":{"$numberDecimal":"NaN"}})"},
      {"180000001364000000000000000000000000000000007800",
       R"({"d":{"$numberDecimal":"Infinity"}})"},
      {"18000000136400000000000000000000000000000000f800",
       R"({"d":{"$numberDecimal":"-Infinity"}})"},
      {"180000001364000000000000000000000000000000403000", R"({"d":{"$numberDecimal":"0"}})"},
      {"18000000136400000000000000000000000000000040b000", R"({"d":{"$numberDecimal":"-0"}})"},
      {"1800000013640000000000000000000000000000003eb000", R"({"d":{"$numberDecimal":"-0.0"}})"},
      {"180000001364000100000000000000000000000000403000", R"({"d":{"$numberDecimal":"1"}})"},
      {"18000000136400d204000000000000000000000000343000",
       R"({"d":{"$numberDecimal":"0.001234"}})"},
      {"18000000136400f2af967ed05c82de3297ff6fde3c403000",
       R"({"d":{"$numberDecimal":"1234567890123456789012345678901234"}})"},
      {"18000000136400f2af967ed05c82de3297ff6fde3cfc2f00",
       R"({"d":{"$numberDecimal":"0.1234567890123456789012345678901234"}})"},
      {"1800000013640000000000000000000000000000002c3000", R"({"d":{"$numberDecimal":"0E-10"}})"},
      {"18000000136400ffffffff638e8d37c087adbe09edff5f00",
       R"({"d":{"$numberDecimal":"9.999999999999999999999999999999999E+6144"}})"},
      {"180000001364000100000000000000000000000000000000",
       R"({"d":{"$numberDecimal":"1E-6176"}})"}};
  for (const Case& each : cases) check(each);
}

TEST(BsonCorpus, spellings_that_are_read_but_not_written) {
  const std::pair<const char*, const char*> spellings[] = {
      {R"({"d":{"$numberDecimal":"+1E3"}})", R"({"d":{"$numberDecimal":"1E+3"}})"},
      {R"({"d":{"$numberDecimal":".1"}})", R"({"d":{"$numberDecimal":"0.1"}})"},
      {R"({"d":{"$numberDecimal":"1e6144"}})",
       R"({"d":{"$numberDecimal":"1.000000000000000000000000000000000E+6144"}})"},
      {R"({"d":{"$numberDecimal":"inF"}})", R"({"d":{"$numberDecimal":"Infinity"}})"},
      {R"({"d":{"$numberDecimal":"-NaN"}})", R"({"d":{"$numberDecimal":"NaN"}})"},
      {R"({"a":{"$regularExpression":{"pattern":"abc","options":"xmi"}}})",
       R"({"a":{"$regularExpression":{"pattern":"abc","options":"imx"}}})"},
      {R"({"a":{"$regularExpression":{"options":"i","pattern":"abc"}}})",
       R"({"a":{"$regularExpression":{"pattern":"abc","options":"i"}}})"},
      {R"({"a":{"$oid":"56E1FC72E0C917E9C4714161"}})",
       R"({"a":{"$oid":"56e1fc72e0c917e9c4714161"}})"},
      {R"({"d":{"$numberDouble":"-1"}})", R"({"d":{"$numberDouble":"-1.0"}})"},
      {R"({"d":{"$numberDouble":"1.2345678921232E+18"}})",
       R"({"d":{"$numberDouble":"1234567892123200000.0"}})"},
      {R"({"a":{"$timestamp":{"i":42,"t":123456789}}})",
       R"({"a":{"$timestamp":{"t":123456789,"i":42}}})"}};
  for (const auto& [spelled, canonical] : spellings) {
    const auto value = read_extended_json(spelled);
    ASSERT_TRUE(value) << spelled << ": " << value.error().describe();
    EXPECT_EQ(json_of(*value, ExtendedJsonMode::canonical), canonical);
  }
}

TEST(BsonCorpus, degenerate_bson_is_read_and_written_properly) {
  const std::pair<const char*, const char*> documents[] = {
      // an array element named "", and one named "ab"
      {"130000000461000b00000010000a0000000000", "140000000461000c0000001030000a0000000000"},
      {"150000000461000d000000106162000a0000000000", "140000000461000c0000001030000a0000000000"},
      // option letters out of order
      {"100000000b610061626300786d690000", "100000000b610061626300696d780000"},
      // a Decimal128 coefficient past 34 digits, which counts as zero: 10^34, and 2^113 - 1
      {"1800000013640000000000648e8d37c087adbe09ed413000",
       "180000001364000000000000000000000000000000403000"},
      {"18000000136400ffffffffffffffffffffffffffff413000",
       "180000001364000000000000000000000000000000403000"},
      // a Decimal128 NaN with sign and payload
      {"18000000136400120000000000000000000000000000fc00",
       "180000001364000000000000000000000000000000007c00"}};
  for (const auto& [degenerate, proper] : documents) {
    const auto value = decode_bson(from_hex(degenerate));
    ASSERT_TRUE(value) << degenerate << ": " << value.error().describe();
    std::string bytes;
    ASSERT_TRUE(encode_bson(*value, bytes));
    EXPECT_EQ(to_hex(bytes), proper);
  }
}

TEST(BsonCorpus, damaged_bson_is_refused) {
  const char* documents[] = {
      "",
      "00",
      "04000000",
      "0500000001",                                          // no NUL at the end
      "0600000000",                                          // longer than it is
      "060000000000",                                        // NUL before the end
      "05000000000000",                                      // bytes after the end
      "ffffffff00",                                          // negative length
      "0900000010610005000000",                              // int32 cut
      "0a000000106100050000",                                // the same, length true
      "090000000862000200",                                  // boolean 2
      "09000000086200ff00",                                  // boolean 255
      "0c0000000261000000000000",                            // text of length 0
      "0c000000026100ffffffff00",                            // text of negative length
      "100000000261000400000062690000",                      // text without a NUL at its end
      "0e00000002610002000000e90000",                        // not UTF-8
      "0e00000002610003000000c0800000",                      // overlong NUL
      "0e00000002610002000000620061",                        // no NUL at the document's end
      "0d0000000578000100000000",                            // binary cut
      "13000000057800060000000203000000ffff00",              // old binary, inner length wrong
      "12000000037800080000000a6100000000",                  // embedded length past its end
      "0f000000035800090000000a61000000",                    // embedded length too long
      "160000000f61000d0000000100000000050000000000",        // script length too short
      "160000000f61000f0000000100000000050000000000",        // script length too long
      "0a0000000b610061626300",                              // regular expression without options
      "0800000080610000",                                    // no such type
      "1a0000000c610002000000620056e1fc72e0c917e9c4714100",  // pointer cut
      "0b00000010ff000100000000"};                           // a name that is not UTF-8
  for (const char* hex : documents) {
    const auto value = decode_bson(from_hex(hex));
    ASSERT_FALSE(value) << hex << " was read as " << *value;
    EXPECT_EQ(value.error().kind(), base::ErrorKind::invalid_data) << hex;
    EXPECT_EQ(value.error().describe().substr(0, 5), "byte ") << value.error().describe();
    EXPECT_FALSE(value.error().remedy().empty());
  }
}

TEST(BsonCorpus, extended_json_that_libraries_must_refuse_is_refused) {
  const char* texts[] = {
      R"({"a":{"$regularExpression":{"pattern":"abc","options":"i","x":1}}})",
      R"({"a":{"$regularExpression":{"pattern":"abc"}}})",
      R"({"a":{"$regularExpression":{"pattern":42,"options":"i"}}})",
      R"({"a":{"$regularExpression":{"pattern":"abc","options":42}}})",
      R"({"a":{"$oid":42}})",
      R"({"a":{"$oid":"56e1fc72e0c917e9c4714161","extra":1}})",
      R"({"a":{"$numberInt":42}})",
      R"({"a":{"$numberInt":"42","unrelated":true}})",
      R"({"a":{"$numberInt":"2147483648"}})",
      R"({"a":{"$numberInt":"1.0"}})",
      R"({"a":{"$numberInt":""}})",
      R"({"a":{"$numberLong":42}})",
      R"({"a":{"$numberLong":"9223372036854775808"}})",
      R"({"a":{"$numberDouble":42}})",
      R"({"a":{"$numberDouble":"1e400"}})",
      R"({"a":{"$numberDouble":"inf"}})",
      R"({"a":{"$numberDouble":"1x"}})",
      R"({"a":{"$numberDecimal":42}})",
      R"({"a":{"$numberDecimal":"1..2"}})",
      R"({"a":{"$numberDecimal":"12345678901234567890123456789012345"}})",
      R"({"a":{"$numberDecimal":"1E+6145"}})",
      R"({"a":{"$binary":42}})",
      R"({"a":{"$binary":{"base64":"AQ==","subType":42}}})",
      R"({"a":{"$binary":{"base64":"AQ=="}}})",
      R"({"a":{"$binary":{"subType":"00"}}})",
      R"({"a":{"$binary":{"base64":"AQ","subType":"00"}}})",
      R"({"a":{"$binary":{"base64":"AQ==","subType":"000"}}})",
      R"({"a":{"$binary":{"base64":"AQ==","subType":"00"},"x":1}})",
      R"({"a":{"$uuid":"73ffd264-44b3-4c69-90e8-e7d1dfc035d"}})",
      R"({"a":{"$uuid":"73ffd26444b34c6990e8e7d1dfc035d4----"}})",
      R"({"a":{"$uuid":42}})",
      R"({"a":{"$code":42}})",
      R"({"a":{"$code":"","x":1}})",
      R"({"a":{"$code":"","$scope":42}})",
      R"({"a":{"$code":"","$scope":{},"x":1}})",
      R"({"a":{"$timestamp":42}})",
      R"({"a":{"$timestamp":{"t":"123","i":42}}})",
      R"({"a":{"$timestamp":{"t":1,"i":4294967296}}})",
      R"({"a":{"$timestamp":{"t":-1,"i":1}}})",
      R"({"a":{"$timestamp":{"t":1,"i":2},"x":1}})",
      R"({"a":{"$dbPointer":{"$ref":"b"}}})",
      R"({"a":{"$dbPointer":{"$ref":42,"$id":{"$oid":"56e1fc72e0c917e9c4714161"}}}})",
      R"({"a":{"$dbPointer":{"$ref":"b","$id":"x"}}})",
      R"({"a":{"$symbol":42}})",
      R"({"a":{"$date":true}})",
      R"({"a":{"$date":"today"}})",
      R"({"a":{"$date":{"$numberLong":"1"},"x":1}})",
      R"({"a":{"$minKey":true}})",
      R"({"a":{"$minKey":2}})",
      R"({"a":{"$maxKey":"1"}})",
      R"({"a":{"$undefined":false}})"};
  for (const char* text : texts) {
    const auto value = read_extended_json(text);
    ASSERT_FALSE(value) << text << " was read as " << *value;
    EXPECT_EQ(value.error().kind(), base::ErrorKind::invalid_data) << text;
    EXPECT_NE(value.error().describe().find("field a"), std::string::npos);
  }
}

}  // namespace
}  // namespace whimbrel::model
