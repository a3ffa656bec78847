#include "whimbrel/model/uint256.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>

namespace whimbrel::model {
namespace {

constexpr auto largest =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";
constexpr auto too_large =
    "115792089237316195423570985008687907853269984665640564039457584007913129639936";

TEST(Uint256, reads_and_writes_its_whole_range) {
  EXPECT_EQ(Uint256().decimal(), "0");
  EXPECT_EQ(Uint256().hex(), "0x0");
  const Uint256 most = Uint256::from_decimal(largest).value();
  EXPECT_EQ(most.decimal(), largest);
  EXPECT_EQ(most.hex(), "0x" + std::string(64, 'f'));
  EXPECT_EQ(Uint256::from_hex(most.hex()).value(), most);
}

TEST(Uint256, refuses_what_does_not_fit_or_is_no_number) {
  for (const std::string& text : {std::string(too_large), std::string("9") + std::string(77, '9'),
                                  std::string(79, '1'), std::string(), std::string("-1"),
                                  std::string("0x10"), std::string("1.0"), std::string(" 1")})
    EXPECT_FALSE(Uint256::from_decimal(text)) << text;
  for (const std::string& text :
       {std::string("0x"), std::string("10"), std::string("0xg"), "0x" + std::string(65, '0')})
    EXPECT_FALSE(Uint256::from_hex(text)) << text;
}

TEST(Uint256, does_not_mind_leading_zeros) {
  EXPECT_EQ(Uint256::from_decimal(std::string(200, '0') + "12").value(), Uint256(12));
  EXPECT_EQ(Uint256::from_decimal("000").value(), Uint256());
}

TEST(Uint256, gives_64_bits_only_when_they_suffice) {
  EXPECT_EQ(Uint256(std::numeric_limits<std::uint64_t>::max()).to_uint64(),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(Uint256::from_decimal("18446744073709551616").value().to_uint64(), std::nullopt);
}

TEST(Uint256, keeps_every_number_through_each_of_its_forms) {
  EXPECT_TRUE(rc::check([](const Uint256::Bytes& bytes) {
    const Uint256 number = Uint256::from_bytes(bytes);
    RC_ASSERT(number.bytes() == bytes);
    RC_ASSERT(Uint256::from_decimal(number.decimal()).value() == number);
    RC_ASSERT(Uint256::from_hex(number.hex()).value() == number);
  }));
}

TEST(Uint256, is_ordered_as_a_number) {
  EXPECT_TRUE(rc::check([](std::uint64_t a, std::uint64_t b) {
    RC_ASSERT((Uint256(a) <=> Uint256(b)) == (a <=> b));
    RC_ASSERT(Uint256(a).decimal() == std::to_string(a));
  }));
}

}  // namespace
}  // namespace whimbrel::model
