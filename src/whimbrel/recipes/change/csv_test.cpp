#include "whimbrel/recipes/change/csv.hpp"

#include <gtest/gtest.h>

namespace whimbrel::recipes {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records records_of(std::string_view text) {
  CsvReader reader(text);
  Records records;
  std::vector<std::string> values;
  for (;;) {
    const auto more = reader.next(values);
    EXPECT_TRUE(more) << more.error().describe();
    if (!more || !*more) return records;
    records.push_back(values);
  }
}

std::string error_of(std::string_view text) {
  CsvReader reader(text);
  std::vector<std::string> values;
  for (;;) {
    const auto more = reader.next(values);
    if (!more) return more.error().describe();
    if (!*more) return {};
  }
}

TEST(CsvReader, reads_values_and_line_ends_of_both_kinds) {
  EXPECT_EQ(records_of("a,b\r\n1,2\n3,\n"), (Records{{"a", "b"}, {"1", "2"}, {"3", ""}}));
  EXPECT_EQ(records_of("a"), (Records{{"a"}}));
  EXPECT_EQ(records_of("a,"), (Records{{"a", ""}}));
  EXPECT_EQ(records_of(""), Records{});
}

TEST(CsvReader, reads_commas_quotes_and_line_ends_inside_of_quotes) {
  EXPECT_EQ(records_of("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n\"\",x"),
            (Records{{"a,b", "say \"hi\"", "two\r\nlines"}, {"", "x"}}));
}

TEST(CsvReader, leaves_out_empty_lines_and_a_byte_order_mark) {
  EXPECT_EQ(records_of("\xef\xbb\xbfid\n\n\r\n1\n\n"), (Records{{"id"}, {"1"}}));
}

TEST(CsvReader, keeps_blanks_and_lone_carriage_returns) {
  EXPECT_EQ(records_of(" a , b\rc\n"), (Records{{" a ", " b\rc"}}));
}

TEST(CsvReader, names_the_line_of_a_quote_that_does_not_end) {
  EXPECT_EQ(error_of("a\n\"b\nc\n"), "line 2: a value in quotes does not end");
  EXPECT_EQ(error_of("a\n\"b\"c\n"), "line 2: there is text behind a value in quotes");
}

TEST(CsvReader, tells_the_line_of_each_record) {
  CsvReader reader("a\n\"x\ny\"\nb\n");
  std::vector<std::string> values;
  std::vector<std::size_t> lines;
  while (reader.next(values).value()) lines.push_back(reader.line());
  EXPECT_EQ(lines, (std::vector<std::size_t>{1, 2, 4}));
}

}  // namespace
}  // namespace whimbrel::recipes
