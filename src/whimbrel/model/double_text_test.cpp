#include "whimbrel/model/double_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <bit>
#include <cstdio>
#include <limits>

#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

std::string text_of(double number) {
  std::string text;
  append_double(number, text);
  return text;
}

TEST(DoubleText, is_laid_out_as_javascript_does_but_never_as_an_integer) {
  const std::pair<double, const char*> layouts[] = {
      {0.0, "0.0"},
      {-0.0, "-0.0"},
      {1.0, "1.0"},
      {-1.5, "-1.5"},
      {100.0, "100.0"},
      {0.1, "0.1"},
      {123.456, "123.456"},
      {0.000001, "0.000001"},
      {0.0000015, "0.0000015"},
      {1e-7, "1e-7"},
      {1.5e-7, "1.5e-7"},
      {1e20, "100000000000000000000.0"},
      {123456789012345680000.0, "123456789012345680000.0"},
      {1e21, "1e+21"},
      {1.5e300, "1.5e+300"},
      {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
      {std::numeric_limits<double>::denorm_min(), "5e-324"}};
  for (const auto& [number, text] : layouts) EXPECT_EQ(text_of(number), text);
}

TEST(DoubleText, takes_literals_that_a_program_printed_for_doubles) {
  EXPECT_EQ(double_printed_as("0.1"), 0.1);
  EXPECT_EQ(double_printed_as("1.50"), 1.5);
  EXPECT_EQ(double_printed_as("1e3"), 1000.0);
  EXPECT_EQ(double_printed_as("0.10000000000000001"), 0.1);     // %.17g
  EXPECT_EQ(double_printed_as("0.10000000000000000555"), 0.1);  // %.20g
  EXPECT_EQ(double_printed_as("4.9E-324"), 5e-324);             // Java
  EXPECT_EQ(double_printed_as("-0.0").value(), 0.0);
}

TEST(DoubleText, leaves_literals_to_decimals_that_doubles_would_change) {
  for (const char* literal : {"9007199254740993.0", "0.1000000000000000000000000000000001", "1e400",
                              "1e-400", "0.12345678901234567890123", "1.00000000000000001"})
    EXPECT_EQ(double_printed_as(literal), std::nullopt) << literal;
}

TEST(DoubleText, finds_its_own_spelling_only) {
  EXPECT_EQ(double_spelled_as(*Decimal::parse("1.5")), 1.5);
  EXPECT_EQ(double_spelled_as(*Decimal::parse("1E-7")), 1e-7);
  EXPECT_EQ(double_spelled_as(*Decimal::parse("1.50")), std::nullopt);
  EXPECT_EQ(double_spelled_as(*Decimal::parse("1E+2")), std::nullopt);
  EXPECT_EQ(double_spelled_as(*Decimal::parse("1E+400")), std::nullopt);
  EXPECT_EQ(double_spelled_as(Decimal::nan()), std::nullopt);
}

TEST(DoubleText, gives_back_every_finite_double_however_it_was_printed) {
  EXPECT_TRUE(rc::check([] {
    const double number = *testing::arbitrary_double(true);
    const auto same = [number](std::optional<double> read) {
      return read && std::bit_cast<std::uint64_t>(*read) == std::bit_cast<std::uint64_t>(number);
    };
    RC_ASSERT(same(double_printed_as(text_of(number))));
    RC_ASSERT(same(double_spelled_as(*Decimal::parse(text_of(number)))));
    char printed[64];
    std::snprintf(printed, sizeof printed, "%.16e", number);
    RC_ASSERT(same(double_printed_as(printed)));
    std::snprintf(printed, sizeof printed, "%.20g", number);
    RC_ASSERT(same(double_printed_as(printed)));
  }));
}

}  // namespace
}  // namespace whimbrel::model
