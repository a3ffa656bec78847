#include "whimbrel/recipes/allowances.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace whimbrel::recipes {
namespace {

std::string allowed_in(std::string_view text) {
  std::string said;
  for (const Allowance& allowance : read_allowances(text))
    said += allowance.code + ":" + std::to_string(allowance.first_line) + "-" +
            std::to_string(allowance.last_line) + " ";
  return said;
}

TEST(Allowances, are_about_their_own_line_behind_something) {
  EXPECT_EQ(allowed_in("a: 1\nb: 2  # whimbrel: allow no-limit\nc: 3\n"), "no-limit:2-2 ");
}

TEST(Allowances, are_about_the_entry_below_on_a_line_of_their_own) {
  EXPECT_EQ(allowed_in("change:\n  # whimbrel: allow x, y\n  # why\n\n  - unset:\n      - a\n"
                       "  - set: {}\n"),
            "x:5-6 y:5-6 ");
  EXPECT_EQ(allowed_in("# whimbrel: allow x\nid: a\nchange: []\n"), "x:2-2 ");
  EXPECT_EQ(allowed_in("id: a\n# whimbrel: allow x\n"), "x:2-2 ");
}

TEST(Allowances, need_their_mark) {
  EXPECT_EQ(allowed_in("# allow x\n# whimbrel: allow\na: 1\r\n"), "");
  EXPECT_EQ(allowed_in("a: 1 # whimbrel: allow x\r\n"), "x:1-1 ");
}

}  // namespace
}  // namespace whimbrel::recipes
