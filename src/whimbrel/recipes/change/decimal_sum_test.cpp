#include "whimbrel/recipes/change/decimal_sum.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::recipes {
namespace {

std::string sum(std::string_view a, std::string_view b) {
  const auto result = exact_sum(model::Decimal::parse(a).value(), model::Decimal::parse(b).value());
  return result ? result->text() : "none";
}

TEST(ExactSum, aligns_the_points_and_keeps_every_digit) {
  EXPECT_EQ(sum("1.50", "0.5"), "2.00");
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(sum("99.9", "0.1"), "100.0");
  EXPECT_EQ(sum("1E+3", "1"), "1001");
  EXPECT_EQ(sum("12345678901234567890123456789012345", "1"), "12345678901234567890123456789012346");
}

TEST(ExactSum, subtracts_when_the_signs_differ) {
  EXPECT_EQ(sum("1", "-3"), "-2");
  EXPECT_EQ(sum("-1", "3"), "2");
  EXPECT_EQ(sum("100", "-0.01"), "99.99");
  EXPECT_EQ(sum("-5", "5"), "0");
}

TEST(ExactSum, gives_up_on_infinities_and_on_distances_no_memory_holds) {
  EXPECT_EQ(sum("Infinity", "1"), "none");
  EXPECT_EQ(sum("1E+900000000", "1"), "none");
}

TEST(ExactSum, is_the_sum_of_integers) {
  EXPECT_TRUE(rc::check([](std::int32_t a, std::int32_t b) {
    const auto result = exact_sum(model::Decimal::from_integer(a), model::Decimal::from_integer(b));
    RC_ASSERT(result.has_value());
    RC_ASSERT(result->to_int64() == std::int64_t{a} + b);
  }));
}

}  // namespace
}  // namespace whimbrel::recipes
