#include "whimbrel/cli/settings/dotenv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::cli {
namespace {

std::string value_of(std::string_view line) {
  const auto lines = parse_dotenv(line, ".env");
  if (!lines) return "error: " + lines.error().message();
  return lines->empty() ? "nothing" : lines->front().value;
}

TEST(Dotenv, reads_plain_and_quoted_values) {
  EXPECT_EQ(value_of("DRY_RUN=true"), "true");
  EXPECT_EQ(value_of("  export NAME = some words \t# why\r"), "some words");
  EXPECT_EQ(value_of("NAME=a#b"), "a#b");
  EXPECT_EQ(value_of("NAME="), "");
  EXPECT_EQ(value_of("NAME= # only a comment"), "");
  EXPECT_EQ(value_of(R"(NAME='$kept \n as is')"), R"($kept \n as is)");
  EXPECT_EQ(value_of(R"(NAME="two\nlines \"quoted\" \x" # why)"), "two\nlines \"quoted\" \\x");
  EXPECT_EQ(value_of("\xef\xbb\xbfNAME=after a mark"), "after a mark");
}

TEST(Dotenv, passes_over_empty_lines_and_comments) {
  EXPECT_EQ(value_of("\n  \n# NAME=1\n"), "nothing");
}

TEST(Dotenv, counts_lines) {
  const auto lines = parse_dotenv("A=1\n\n# two\nB=2\n", ".env");
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 2u);
  EXPECT_EQ((*lines)[1].name, "B");
  EXPECT_EQ((*lines)[1].line, 4u);
}

TEST(Dotenv, names_the_place_of_what_it_cannot_read) {
  EXPECT_EQ(value_of("A=1\nNAME"), "error: .env:2:5: '=' is missing behind the name");
  EXPECT_EQ(value_of("1A=2"), "error: .env:1:1: a name is expected (letters, digits and _)");
  EXPECT_EQ(value_of("A='open"), "error: .env:1:3: the quote is not closed on its line");
  EXPECT_EQ(value_of("A=\"x\" y"), "error: .env:1:7: nothing but a comment may follow the quote");
  EXPECT_EQ(value_of(std::string_view("A=\0", 3)), "error: .env: byte 2 is NUL");
}

TEST(Dotenv, survives_any_text) {
  rc::check([](const std::string& text) { parse_dotenv(text, ".env").has_value(); });
}

}  // namespace
}  // namespace whimbrel::cli
