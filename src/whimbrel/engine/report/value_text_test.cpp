#include "whimbrel/engine/report/value_text.hpp"

#include <gtest/gtest.h>

#include "whimbrel/engine/report/html_escape.hpp"

namespace whimbrel::engine {
namespace {

TEST(ValueText, takes_the_wrapping_off_dates_ids_and_numbers) {
  EXPECT_EQ(value_text(R"({"$date":{"$numberLong":"0"}})"), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(value_text(R"({ "$date" : "2025-01-27T02:40:00Z" })"), "2025-01-27T02:40:00Z");
  EXPECT_EQ(value_text(R"({"$oid":"65b46e2f9c1d4a0b7e3f1001"})"),
            "ObjectId 65b46e2f9c1d4a0b7e3f1001");
  EXPECT_EQ(value_text(R"({"$numberInt":"-5"})"), "-5");
  EXPECT_EQ(value_text(R"({"$numberLong":"9223372036854775807"})"), "9223372036854775807");
  EXPECT_EQ(value_text(R"({"$numberDecimal":"1.50"})"), "1.50");
  EXPECT_EQ(value_text(R"({"$numberDouble":"NaN"})"), "NaN");
}

TEST(ValueText, leaves_everything_else_as_it_is) {
  const std::string long_id = R"({"$oid":")" + std::string(300, 'a') + R"("})";
  for (const std::string& raw :
       {std::string(R"("text")"), std::string("17"), std::string("null"),
        std::string(R"({"$oid":5})"), std::string(R"({"$date":{"$numberLong":"x"}})"),
        std::string(R"({"$date":{"$numberLong":5}})"), std::string(R"({"$date":{}})"),
        std::string(R"({"$oid":"a","b":1})"), std::string(R"({"$binary":{"base64":""}})"),
        std::string(R"({"$regex":"a"})"), std::string(R"({"$oid":)"), std::string(R"("$oid")"),
        std::string("\"$\xff\""), std::string(), long_id})
    EXPECT_EQ(value_text(raw), raw);
}

TEST(HtmlEscape, takes_the_power_from_markup_and_quotes) {
  EXPECT_EQ(html::escaped("a < b && \"c\" > 'd'"),
            "a &lt; b &amp;&amp; &quot;c&quot; &gt; &#39;d&#39;");
  EXPECT_EQ(html::escaped("&lt;"), "&amp;lt;");
  EXPECT_EQ(html::escaped("日本"), "日本");
  EXPECT_EQ(html::escaped(""), "");
}

TEST(HtmlEscape, shows_control_characters_and_broken_text) {
  EXPECT_EQ(html::escaped("a\n\x1b\xff\u202e"), "a\\u000a\\u001b\\xff\\u202e");
  EXPECT_EQ(html::escaped(std::string_view("a\0", 2)), "a\\u0000");
}

}  // namespace
}  // namespace whimbrel::engine
