#include "whimbrel/cli/settings/amount_text.hpp"

#include <gtest/gtest.h>

namespace whimbrel::cli {
namespace {

TEST(AmountText, is_one_for_both_or_one_for_each) {
  EXPECT_EQ(parse_amount_pair("500")->reads, 500);
  EXPECT_EQ(parse_amount_pair("500")->writes, 500);
  EXPECT_EQ(parse_amount_pair("0.125,0.625")->writes, 0.625);
}

TEST(AmountText, is_never_negative_and_never_half_a_number) {
  for (const char* text : {"", ",", "-1", "1,", "1,2,3", "many", "1e400", "nan", "inf", "1 "})
    EXPECT_FALSE(parse_amount_pair(text)) << text;
  EXPECT_FALSE(parse_amount("2,5"));
  EXPECT_EQ(*parse_amount("2.5"), 2.5);
}

TEST(AmountText, of_a_percentage_is_a_share) {
  EXPECT_EQ(*parse_percentage("50%"), 0.5);
  EXPECT_EQ(*parse_percentage("100"), 1);
  for (const char* text : {"0%", "101%", "%", "half"}) EXPECT_FALSE(parse_percentage(text)) << text;
}

}  // namespace
}  // namespace whimbrel::cli
