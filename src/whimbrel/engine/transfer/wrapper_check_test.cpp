#include "whimbrel/engine/transfer/wrapper_check.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::engine {
namespace {

// Grammatically right JSON, so that the two answers must be the same.
void expect_as_the_reader_says(const std::string& json) {
  EXPECT_EQ(has_valid_wrappers(json), model::read_extended_json(json).has_value()) << json;
}

TEST(WrapperCheck, says_what_the_reader_of_extended_json_says) {
  const std::vector<std::string> members = {R"("$oid":"37730edfafbd67f9619699cf")",
                                            R"("$oid":"37730edfafbd67f9619699c")",
                                            R"("$oid":"37730edfafbd67f9619699cg")",
                                            R"("$oid" : "37730EDFAFBD67F9619699CF")",
                                            R"("$oid":5)",
                                            R"("$numberInt":"5")",
                                            R"("$numberInt":"-2147483648")",
                                            R"("$numberInt":"2147483648")",
                                            R"("$numberInt":"")",
                                            R"("$numberInt":"-")",
                                            R"("$numberInt":"5","x":1)",
                                            R"("$numberLong":"9223372036854775807")",
                                            R"("$numberLong":"9223372036854775808")",
                                            R"("$numberLong":"1.5")",
                                            R"("$numberDouble":"NaN")",
                                            R"("$numberDouble":"x")",
                                            R"("$numberDecimal":"1.50")",
                                            R"("$date":{"$numberLong":"5"})",
                                            R"("$date":{"$numberLong":"x"})",
                                            R"("$date":"2020-01-01T00:00:00Z")",
                                            R"("$date":"yesterday")",
                                            R"("$binary":{"base64":"AQ==","subType":"00"})",
                                            R"("$binary":{"base64":"A","subType":"00"})",
                                            R"("x":1,"$oid":"37730edfafbd67f9619699cf")",
                                            R"("$unknown":1)",
                                            R"("$":1)",
                                            R"("a":"$oid")",
                                            R"("a":"\"$oid\":5")",
                                            R"("a":"\\","$oid":5)",
                                            R"("\u0024oid":5)",
                                            R"("\u0024x":5)",
                                            R"("a$oid":5)",
                                            R"("$oid ":5)",
                                            R"("$minKey":1)",
                                            R"("$minKey":2)",
                                            R"("$regularExpression":{"pattern":"a","options":"i"})",
                                            R"("$ref":"c","$id":1)",
                                            R"("$set":[1,1])",
                                            R"("$uint256":"5")",
                                            R"("$uint256":"-5")",
                                            R"("$code":"f","$scope":{})"};
  for (const std::string& member : members) {
    for (const std::string& json :
         {"{" + member + "}", R"({"f":{)" + member + "}}",
          R"({"f":[{}, {)" + member + R"(}],"g":1})",
          R"({"f": {  )" + member + "  } , \"g\" :{\"$numberInt\":\"7\"}}"})
      expect_as_the_reader_says(json);
  }
}

TEST(WrapperCheck, accepts_everything_that_the_writer_writes) {
  EXPECT_TRUE(rc::check([] {
    const model::Value value = *model::testing::arbitrary_document();
    for (const auto mode : {model::ExtendedJsonMode::canonical, model::ExtendedJsonMode::relaxed}) {
      std::string json;
      RC_ASSERT(model::write_extended_json(value, mode, json).has_value());
      RC_ASSERT(has_valid_wrappers(json) == model::read_extended_json(json).has_value());
    }
  }));
}

// Letters of wrappers changed at random: the check and the reader part ways on none.
TEST(WrapperCheck, agrees_with_the_reader_on_damaged_wrappers) {
  EXPECT_TRUE(rc::check([] {
    std::string json;
    RC_ASSERT(model::write_extended_json(*model::testing::arbitrary_document(),
                                         model::ExtendedJsonMode::canonical, json)
                  .has_value());
    std::vector<std::size_t> letters;
    for (std::size_t i = 0; i < json.size(); ++i)
      if (std::isalnum(static_cast<unsigned char>(json[i])) != 0) letters.push_back(i);
    if (letters.empty()) return;
    json[*rc::gen::elementOf(letters)] =
        static_cast<char>(*rc::gen::element('0', '9', 'a', 'z', 'A', '$'));
    // What damage made of the grammar is the parser's to tell, not the wrapper check's.
    const bool wrappers = has_valid_wrappers(json);
    if (!wrappers) RC_ASSERT(!model::read_extended_json(json).has_value());
  }));
}

}  // namespace
}  // namespace whimbrel::engine
