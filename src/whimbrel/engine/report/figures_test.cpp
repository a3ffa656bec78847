#include "whimbrel/engine/report/figures.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace whimbrel::engine {
namespace {

TEST(Figures, counts_and_amounts_have_separators) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1'000), "1,000");
  EXPECT_EQ(count_text(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
  EXPECT_EQ(amount_text(-1'234'567), "-1,234,567");
  EXPECT_EQ(amount_text(-999), "-999");
  EXPECT_EQ(amount_text(AmountSum{std::numeric_limits<std::int64_t>::max()} * 1'000),
            "9,223,372,036,854,775,807,000");
}

TEST(Figures, durations_pass_from_unit_to_unit) {
  EXPECT_EQ(duration_text(-5), "0 ms");
  EXPECT_EQ(duration_text(999), "999 ms");
  EXPECT_EQ(duration_text(1'000), "1.0 s");
  EXPECT_EQ(duration_text(9'949), "9.9 s");
  EXPECT_EQ(duration_text(9'950), "10 s");
  EXPECT_EQ(duration_text(59'499), "59 s");
  EXPECT_EQ(duration_text(59'500), "1 min 0 s");
  EXPECT_EQ(duration_text(3'599'499), "59 min 59 s");
  EXPECT_EQ(duration_text(3'599'500), "1 h 0 min");
}

TEST(Figures, estimates_are_rounded_up) {
  EXPECT_EQ(estimate_text(std::nullopt), "not measured");
  EXPECT_EQ(estimate_text(999), "less than a second");
  EXPECT_EQ(estimate_text(1'000), "1 second");
  EXPECT_EQ(estimate_text(1'001), "2 seconds");
  EXPECT_EQ(estimate_text(119'000), "119 seconds");
  EXPECT_EQ(estimate_text(119'001), "2 minutes");
  EXPECT_EQ(estimate_text(3'600'000 * 2), "2 hours");
}

TEST(Figures, sizes_have_two_or_three_figures) {
  EXPECT_EQ(bytes_text(1'023), "1023 B");
  EXPECT_EQ(bytes_text(1'024), "1.0 KiB");
  EXPECT_EQ(bytes_text(10 * 1'024), "10 KiB");
  EXPECT_EQ(bytes_text(1'023 * 1'024), "1023 KiB");
  EXPECT_EQ(bytes_text(1'024 * 1'024 - 1), "1.0 MiB");
  EXPECT_EQ(bytes_text(std::numeric_limits<std::uint64_t>::max()), "16 EiB");
}

TEST(Figures, a_share_is_all_or_nothing_only_when_it_is) {
  EXPECT_EQ(share_text(0, 0), "0 %");
  EXPECT_EQ(share_text(0, 5), "0 %");
  EXPECT_EQ(share_text(5, 5), "100 %");
  EXPECT_EQ(share_text(1, 1'000'000), "under 0.1 %");
  EXPECT_EQ(share_text(999'999, 1'000'000), "over 99.9 %");
  EXPECT_EQ(share_text(1'970, 5'000), "39.4 %");
}

TEST(Figures, rates_keep_three_figures) {
  EXPECT_EQ(rate_text(-1), "0/s");
  EXPECT_EQ(rate_text(std::numeric_limits<double>::infinity()), "0/s");
  EXPECT_EQ(rate_text(1.25), "1.2/s");
  EXPECT_EQ(rate_text(812'345), "812,000/s");
}

TEST(Figures, nouns_are_counted) {
  EXPECT_EQ(counted(1, "token"), "1 token");
  EXPECT_EQ(counted(0, "token"), "0 tokens");
  EXPECT_EQ(counted(3, "entry"), "3 entries");
  EXPECT_EQ(counted(3, "key"), "3 keys");
  EXPECT_EQ(counted(2'500, "sats"), "2,500 sats");
  EXPECT_EQ(plural(""), "");
}

TEST(Figures, times_are_in_utc) {
  EXPECT_EQ(time_text(1'737'945'600'000), "2025-01-27 02:40:00 UTC");
}

}  // namespace
}  // namespace whimbrel::engine
