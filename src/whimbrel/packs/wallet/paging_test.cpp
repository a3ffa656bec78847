#include "whimbrel/packs/wallet/paging.hpp"

#include <gtest/gtest.h>

namespace whimbrel::packs::wallet {
namespace {

TEST(Paging, has_defaults) {
  const auto paging = parse_paging(std::nullopt, std::nullopt).value();
  EXPECT_EQ(paging.limit, 100u);
  EXPECT_EQ(paging.offset, 0u);
}

TEST(Paging, reads_numbers_up_to_its_bounds) {
  const auto paging = parse_paging("1000", "1000000000000").value();
  EXPECT_EQ(paging.limit, 1'000u);
  EXPECT_EQ(paging.offset, 1'000'000'000'000u);
}

TEST(Paging, refuses_what_is_no_number_or_out_of_bounds) {
  for (const char* bad :
       {"", "0", "-1", "1001", "ten", "10x", " 10", "1e2", "10.0", "99999999999999999999999999"}) {
    const auto paging = parse_paging(bad, std::nullopt);
    ASSERT_FALSE(paging) << bad;
    EXPECT_EQ(paging.error().kind(), base::ErrorKind::usage);
    EXPECT_NE(paging.error().message().find("limit"), std::string::npos);
    EXPECT_NE(paging.error().remedy().find("1 to 1000"), std::string::npos);
  }
  EXPECT_FALSE(parse_paging(std::nullopt, "1000000000001"));
  EXPECT_FALSE(parse_paging(std::nullopt, "0 OR 1=1"));
}

}  // namespace
}  // namespace whimbrel::packs::wallet
