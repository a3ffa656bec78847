#include "whimbrel/base/nearest_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace whimbrel::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<std::string> names{"004_fix_melted_token_status", "005_close_old_wallets",
                                     "migrate-operators"};

TEST(EditDistance, counts_the_fewest_slips) {
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("melted", "metled"), 1u) << "two letters swapped are one slip";
}

TEST(EditDistance, is_symmetric_and_zero_only_for_the_same_text) {
  EXPECT_TRUE(rc::check([](const std::string& a, const std::string& b) {
    const std::size_t distance = edit_distance(a, b);
    RC_ASSERT(distance == edit_distance(b, a));
    RC_ASSERT((distance == 0) == (a == b));
    RC_ASSERT(distance <= std::max(a.size(), b.size()));
  }));
}

TEST(NearestNames, finds_a_name_by_a_slip_a_part_or_another_case) {
  EXPECT_THAT(nearest_names("004_fix_metled_tokn_status", names),
              ElementsAre("004_fix_melted_token_status"));
  EXPECT_THAT(nearest_names("004", names), ElementsAre("004_fix_melted_token_status"));
  EXPECT_THAT(nearest_names("Melted_Token", names), ElementsAre("004_fix_melted_token_status"));
  EXPECT_THAT(nearest_names("migrate_operator", names), ElementsAre("migrate-operators"));
}

TEST(NearestNames, finds_nothing_for_something_else_or_something_huge) {
  EXPECT_THAT(nearest_names("balance", names), IsEmpty());
  EXPECT_THAT(nearest_names("", names), IsEmpty());
  EXPECT_THAT(nearest_names(std::string(1'000'000, '0'), names), IsEmpty());
}

}  // namespace
}  // namespace whimbrel::base
