#include "whimbrel/engine/report/text_table.hpp"

#include <gtest/gtest.h>

namespace whimbrel::engine {
namespace {

using Align = TextTable::Align;

TEST(TextTable, aligns_columns_by_what_a_terminal_shows) {
  TextTable table({{"name"}, {"count", Align::right}});
  table.add_row({"日本", "5"});
  table.add_row({"a", "1,000,000"});
  EXPECT_EQ(table.render({}),
            "  name      count\n"
            "  日本          5\n"
            "  a     1,000,000\n");
}

TEST(TextTable, without_titles_has_no_title_line) {
  TextTable table({{""}, {""}});
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.render({}), "");
  table.add_row({"a", "b"});
  EXPECT_FALSE(table.empty());
  EXPECT_EQ(table.render({}, 0), "a  b\n");
}

TEST(TextTable, fills_missing_cells_and_leaves_extra_ones_out) {
  TextTable table({{"a"}, {"b"}});
  table.add_row({"1"});
  table.add_row({"1", "2", "3"});
  EXPECT_EQ(table.render({}, 0), "a  b\n1\n1  2\n");
}

TEST(TextTable, cuts_long_cells_and_disarms_data) {
  TextTable table({{"a\n\x1b[2J", Align::left, 8}});
  table.add_row({"123456789"});
  table.add_row({"\x1b[2J\n"});
  EXPECT_EQ(table.render({}, 0), "a\\u000a\\u001b[2J\n1234567…\n\\u001b[…\n");
}

TEST(TextTable, dims_its_titles_when_there_are_colours) {
  TextTable table({{"a"}});
  table.add_row({"1"});
  EXPECT_EQ(table.render({.colours = true}, 1), " \x1b[2ma\x1b[0m\n 1\n");
}

}  // namespace
}  // namespace whimbrel::engine
