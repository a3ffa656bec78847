#include "whimbrel/base/clock.hpp"

#include <gtest/gtest.h>

namespace whimbrel::base {
namespace {

TEST(Clock, writes_times_as_rfc3339_and_as_backup_names_have_them) {
  EXPECT_EQ(format_rfc3339(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(format_rfc3339(1737945600123), "2025-01-27T02:40:00.123Z");
  EXPECT_EQ(format_rfc3339(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(format_compact(1737945600123), "20250127-024000");
}

TEST(Clock, manual_clock_moves_on_only_by_sleeping_or_being_set) {
  ManualClock clock(1000);
  clock.sleep_ms(5);
  EXPECT_EQ(clock.now_ms(), 1005);
  EXPECT_EQ(clock.monotonic_ns(), 5'000'000);
  clock.set_ms(10);
  EXPECT_EQ(clock.now_ms(), 10);
  EXPECT_EQ(clock.monotonic_ns(), 5'000'000);
}

TEST(Clock, system_clock_goes_on) {
  const auto before = system_clock().monotonic_ns();
  system_clock().sleep_ms(2);
  EXPECT_GE(system_clock().monotonic_ns() - before, 2'000'000);
  EXPECT_GT(system_clock().now_ms(), 1'700'000'000'000);
}

}  // namespace
}  // namespace whimbrel::base
