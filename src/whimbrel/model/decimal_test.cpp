#include "whimbrel/model/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>
#include <limits>

#include "whimbrel/model/decimal128_internal.hpp"
#include "whimbrel/model/testing/arbitrary_value.hpp"

namespace whimbrel::model {
namespace {

Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }

TEST(Decimal, writes_the_canonical_text_of_every_spelling) {
  const std::pair<const char*, const char*> spellings[] = {
      {"0", "0"},
      {"-0", "-0"},
      {"+7", "7"},
      {"007", "7"},
      {".5", "0.5"},
      {"5.", "5"},
      {"1.50", "1.50"},
      {"1e5", "1E+5"},
      {"1E+5", "1E+5"},
      {"123.4E3", "1.234E+5"},
      {"0.000001", "0.000001"},
      {"0.0000001", "1E-7"},
      {"0.00000012", "1.2E-7"},
      {"0E+3", "0E+3"},
      {"-0.00", "-0.00"},
      {"inf", "Infinity"},
      {"-INFINITY", "-Infinity"},
      {"nan", "NaN"},
      {"-NaN", "NaN"},
      {"12345678901234567890123456789012345678901234567890",
       "12345678901234567890123456789012345678901234567890"}};
  for (const auto& [spelled, canonical] : spellings)
    EXPECT_EQ(decimal(spelled).text(), canonical) << spelled;
}

TEST(Decimal, refuses_what_is_no_number) {
  for (const char* text :
       {"", "-", "+", ".", "e5", "1e", "1e+", "1e+-5", "1e++5", "1 ", " 1", "1.2.3", "0x10", "1,5",
        "--1", "infinit", "nanny", "1e9999999999999999999999"}) {
    const auto parsed = Decimal::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind(), base::ErrorKind::invalid_data);
    EXPECT_FALSE(parsed.error().remedy().empty());
  }
}

TEST(Decimal, keeps_exponents_within_their_limit) {
  EXPECT_TRUE(Decimal::parse("1e999999999"));
  EXPECT_FALSE(Decimal::parse("1e1000000000"));
  EXPECT_FALSE(Decimal::parse("1e-1000000000"));
  EXPECT_FALSE(Decimal::parse("0.1e-999999999"));
}

TEST(Decimal, tells_identity_from_arithmetic) {
  EXPECT_NE(decimal("1.0"), decimal("1.00"));
  EXPECT_NE(decimal("0"), decimal("-0"));
  EXPECT_EQ(Decimal::nan(), Decimal::nan());
  EXPECT_TRUE(std::is_eq(compare_numbers(decimal("1.0"), decimal("1.00"))));
  EXPECT_TRUE(std::is_eq(compare_numbers(decimal("0"), decimal("-0"))));
  EXPECT_EQ(compare_numbers(Decimal::nan(), Decimal::nan()), std::partial_ordering::unordered);
}

TEST(Decimal, orders_numbers_of_any_size_quickly) {
  const char* ascending[] = {"-Infinity", "-1E+900000000", "-2",       "-1.5", "-1E-900000000",
                             "0",         "1E-900000000",  "0.999999", "1",    "1.0001",
                             "10",        "1E+900000000",  "Infinity"};
  for (std::size_t low = 0; low < std::size(ascending); ++low) {
    for (std::size_t high = low + 1; high < std::size(ascending); ++high) {
      const Decimal a = decimal(ascending[low]);
      const Decimal b = decimal(ascending[high]);
      EXPECT_TRUE(std::is_lt(compare_numbers(a, b))) << a.text() << " < " << b.text();
      EXPECT_TRUE(std::is_gt(compare_numbers(b, a))) << b.text() << " > " << a.text();
    }
  }
}

TEST(Decimal, gives_whole_numbers_that_fit_64_bits) {
  EXPECT_EQ(decimal("5.00").to_int64(), 5);
  EXPECT_EQ(decimal("-0").to_int64(), 0);
  EXPECT_EQ(decimal("1E+3").to_int64(), 1000);
  EXPECT_EQ(decimal("9223372036854775807").to_int64(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(decimal("-9223372036854775808").to_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(decimal("9223372036854775808").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("0.5").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("1E+900000000").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("NaN").to_int64(), std::nullopt);
}

TEST(Decimal, gives_the_nearest_double) {
  EXPECT_EQ(decimal("0.1").to_double(), 0.1);
  EXPECT_EQ(decimal("-1E+400").to_double(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(decimal("1E-400").to_double(), 0.0);
  EXPECT_TRUE(std::signbit(decimal("-0").to_double()));
  EXPECT_TRUE(std::isnan(decimal("NaN").to_double()));
}

TEST(Decimal, agrees_with_integer_arithmetic) {
  EXPECT_TRUE(rc::check([](std::int64_t a, std::int64_t b) {
    const auto expected = a <=> b;
    RC_ASSERT(compare_numbers(Decimal::from_integer(a), Decimal::from_integer(b)) == expected);
    RC_ASSERT(Decimal::from_integer(a).to_int64() == a);
  }));
}

TEST(Decimal, reads_its_own_text_back) {
  EXPECT_TRUE(rc::check([] {
    const Decimal number = *testing::arbitrary_decimal(testing::Holds::everything);
    RC_ASSERT(decimal(number.text()) == number);
    const Decimal shorter = number.without_trailing_zeros();
    if (number.kind() != Decimal::Kind::nan)
      RC_ASSERT(std::is_eq(compare_numbers(shorter, number)));
  }));
}

TEST(Decimal128, gives_back_every_number_that_fits) {
  EXPECT_TRUE(rc::check([] {
    const Decimal number = *testing::arbitrary_decimal(testing::Holds::bson);
    RC_ASSERT(fits_decimal128(number));
    RC_ASSERT(from_decimal128(to_decimal128(number)) == number);
  }));
}

TEST(Decimal128, moves_zeros_to_fit_but_never_rounds) {
  EXPECT_EQ(as_decimal128_number(decimal("1E+6112"))->text(), "1.0E+6112");
  EXPECT_EQ(as_decimal128_number(decimal("1E+6144"))->text(),
            "1.000000000000000000000000000000000E+6144");
  EXPECT_EQ(as_decimal128_number(decimal("1E+6145")), std::nullopt);
  EXPECT_EQ(as_decimal128_number(decimal("10E-6177"))->text(), "1E-6176");
  EXPECT_EQ(as_decimal128_number(decimal("1E-6177")), std::nullopt);
  EXPECT_EQ(as_decimal128_number(decimal("0E+9999"))->text(), "0E+6111");
  EXPECT_EQ(as_decimal128_number(decimal("-0E-9999"))->text(), "-0E-6176");
  EXPECT_EQ(as_decimal128_number(decimal("10000000000000000000000000000000000"))->text(),
            "1.000000000000000000000000000000000E+34");
  EXPECT_EQ(as_decimal128_number(decimal("12345678901234567890123456789012345")), std::nullopt);
}

}  // namespace
}  // namespace whimbrel::model
