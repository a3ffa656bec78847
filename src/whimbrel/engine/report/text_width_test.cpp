#include "whimbrel/engine/report/text_width.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace whimbrel::engine {
namespace {

TEST(TextWidth, counts_columns_rather_than_bytes) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("äöü"), 3u);
  EXPECT_EQ(display_width("日本"), 4u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);  // a combining accent
  EXPECT_EQ(display_width("a\xff\xfe"), 3u);  // bytes that are no UTF-8
  EXPECT_EQ(display_width("\xe6\x97"), 2u);   // half a character
}

TEST(TextWidth, cuts_between_characters_and_says_so) {
  EXPECT_EQ(cut_to_width("abcdef", 6), "abcdef");
  EXPECT_EQ(cut_to_width("abcdef", 5), "abcd…");
  EXPECT_EQ(cut_to_width("日本語", 6), "日本語");
  EXPECT_EQ(cut_to_width("日本語", 5), "日本…");
  EXPECT_EQ(cut_to_width("日本語", 4), "日…");
  EXPECT_EQ(cut_to_width("abc", 1), "…");
  EXPECT_EQ(cut_to_width("abc", 0), "");
}

TEST(TextWidth, never_cuts_past_the_columns_there_are) {
  const std::string text = "a日\xff本e\xcc\x81\xf0\x9f\x90\xa6語";
  for (std::size_t columns = 0; columns < 15; ++columns)
    EXPECT_LE(display_width(cut_to_width(text, columns)), columns);
}

TEST(Printable, leaves_text_and_shows_what_would_steer_the_terminal) {
  EXPECT_EQ(printable("plain text"), "plain text");
  EXPECT_EQ(printable("日本 äöü €"), "日本 äöü €");
  EXPECT_EQ(printable("a\x1b[31m\r\n\t"), "a\\u001b[31m\\u000d\\u000a\\u0009");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\u0000b");
  EXPECT_EQ(printable("\x7f\xc2\x9b"), "\\u007f\\u009b");
  EXPECT_EQ(printable("a\xff"), "a\\xff");
}

TEST(Printable, shows_marks_that_turn_the_reading_direction) {
  EXPECT_EQ(printable("a\u202e\u2066\u200e\u200f\u061c\u2028z"),
            "a\\u202e\\u2066\\u200e\\u200f\\u061c\\u2028z");
}

TEST(PrintableJson, keeps_the_value_and_the_layout) {
  nlohmann::json json;
  json["key \u202e \u009b \u007f"] = {"日本", "\x1b[2J", "a\nb", 5};
  for (const int indent : {-1, 2}) {
    const std::string shown = printable_json(json.dump(indent));
    EXPECT_EQ(nlohmann::json::parse(shown), json);
    EXPECT_NE(shown.find("日本"), std::string::npos);
    for (const char* mark : {"\u202e", "\u009b", "\x7f", "\x1b"})
      EXPECT_EQ(shown.find(mark), std::string::npos);
  }
  EXPECT_EQ(printable_json("{\n  \"a\": 1\n}"), "{\n  \"a\": 1\n}");
}

}  // namespace
}  // namespace whimbrel::engine
