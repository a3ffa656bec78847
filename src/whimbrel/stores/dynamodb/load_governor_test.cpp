#include "whimbrel/stores/dynamodb/load_governor.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace whimbrel::stores::dynamodb {
namespace {

// A table that gives so many units a second and refuses what comes beyond, on a clock that sleeping
// moves on; one caller, whose tries take a millisecond each.
struct ThrottlingTable {
  explicit ThrottlingTable(double units) : units_per_s(units), left(units) {}

  base::ManualClock clock;
  base::Cancellation cancellation;
  double units_per_s;
  double left;
  std::int64_t filled_at_ns = 0;
  int done = 0;
  int refused = 0;
  void one_try(LoadGovernor& governor, bool reads = false) {
    ASSERT_TRUE(governor.let_through(reads, cancellation));
    clock.sleep_ms(1);
    const std::int64_t now_ns = clock.monotonic_ns();
    left = std::min(units_per_s,
                    left + units_per_s * static_cast<double>(now_ns - filled_at_ns) * 1e-9);
    filled_at_ns = now_ns;
    ObservedTry seen;
    seen.reads = reads;
    seen.latency_us = 1'000;
    seen.throttled = left <= 0;
    if (left > 0) {
      left -= 1;
      ++done;
      governor.on_consumed("users", reads ? CapacityUnits{1, 0} : CapacityUnits{0, 1});
    } else {
      ++refused;
    }
    governor.on_try(seen);
  }

  void run_for(LoadGovernor& governor, std::int64_t duration_ms) {
    const std::int64_t end_ns = clock.monotonic_ns() + duration_ms * 1'000'000;
    while (clock.monotonic_ns() < end_ns) one_try(governor);
  }
};

TEST(LoadGovernor, uses_what_the_service_gives_and_is_hardly_refused) {
  for (const double units_per_s : {50.0, 200.0, 600.0}) {
    ThrottlingTable table(units_per_s);
    LoadGovernor governor({}, table.clock);
    table.run_for(governor, 5'000);
    table.done = table.refused = 0;
    table.run_for(governor, 60'000);
    EXPECT_GE(table.done, 0.95 * 60 * units_per_s) << units_per_s;
    EXPECT_LT(table.refused, 0.005 * table.done) << units_per_s;
    EXPECT_NEAR(governor.report().writes_borne_per_s.value(), units_per_s, 0.1 * units_per_s);
    EXPECT_FALSE(governor.report().reads_borne_per_s);
  }
}

TEST(LoadGovernor, finds_out_when_the_service_gives_more_again) {
  ThrottlingTable table(50);
  LoadGovernor governor({}, table.clock);
  table.run_for(governor, 10'000);
  table.units_per_s = 400;
  table.run_for(governor, 90'000);
  table.done = 0;
  table.run_for(governor, 10'000);
  EXPECT_GE(table.done, 0.9 * 10 * 400);
}

TEST(LoadGovernor, finds_out_when_the_service_gives_much_less) {
  ThrottlingTable table(600);
  LoadGovernor governor({}, table.clock);
  table.run_for(governor, 10'000);
  table.units_per_s = 40;
  table.run_for(governor, 10'000);
  table.done = table.refused = 0;
  table.run_for(governor, 60'000);
  EXPECT_GE(table.done, 0.95 * 60 * 40);
  EXPECT_LT(table.refused, 0.01 * table.done);
}

// Others use the table too, and may have what there is at the moment.
TEST(LoadGovernor, one_refusal_of_somebody_who_asks_for_little_does_not_slow_what_comes_after) {
  ThrottlingTable table(1e6);
  LoadGovernor governor({}, table.clock);
  for (int i = 0; i < 20; ++i) {
    table.units_per_s = i % 5 == 0 ? 0 : 1e6;
    table.one_try(governor);
    table.clock.sleep_ms(400);
  }
  EXPECT_GE(table.refused, 3);
  const std::int64_t began_ns = table.clock.monotonic_ns();
  table.done = 0;
  while (table.done < 100) table.one_try(governor);
  EXPECT_LT(table.clock.monotonic_ns() - began_ns, 20'000'000'000) << "not one a second";
}

// As a proxy may, or an index that is filled at the moment.
TEST(LoadGovernor, refusals_that_have_nothing_to_do_with_the_rate_do_not_bring_it_to_a_halt) {
  ThrottlingTable table(1e6);
  LoadGovernor governor({}, table.clock);
  std::int64_t began_ns = 0;
  for (int i = 0; i < 1'000; ++i) {
    table.units_per_s = i % 12 == 0 ? 0 : 1e6;
    // It begins with little, so that the rate begins low.
    if (i < 50) table.clock.sleep_ms(900);
    if (i == 50) began_ns = table.clock.monotonic_ns();
    table.one_try(governor);
  }
  EXPECT_GE(table.done, 900);
  EXPECT_LT(table.clock.monotonic_ns() - began_ns, 200'000'000'000) << "less than 5 a second";
}

TEST(LoadGovernor, keeps_to_what_a_person_allows) {
  ThrottlingTable table(1e6);
  LoadLimits limits;
  limits.write_units_per_s = 100;
  LoadGovernor governor(limits, table.clock);
  table.run_for(governor, 60'000);
  EXPECT_NEAR(table.done, 60 * 100, 150);
  const LoadReport report = governor.report();
  EXPECT_GT(report.waited_ms[static_cast<std::size_t>(SlowReason::unit_limit)], 10'000);
  EXPECT_EQ(report.consumed.write, table.done);
  EXPECT_EQ(report.consumed_by_table.at("users").write, table.done);
  const int writes = table.done;
  for (int i = 0; i < 500; ++i) table.one_try(governor, true);
  EXPECT_EQ(table.done, writes + 500) << "reads have no limit";
  EXPECT_EQ(governor.report().consumed.read, 500);
}

TEST(LoadGovernor, keeps_to_what_a_person_will_pay) {
  ThrottlingTable table(1e6);
  LoadLimits limits;
  limits.money_per_hour = 0.225;  // 360,000 writes an hour, 100 a second
  LoadGovernor governor(limits, table.clock);
  table.run_for(governor, 60'000);
  EXPECT_NEAR(table.done, 60 * 100, 150);
  EXPECT_NEAR(governor.report().money, 0.225 / 60, 0.0002);
}

TEST(LoadGovernor, has_fewer_under_way_when_everything_takes_far_longer_than_it_did) {
  base::ManualClock clock;
  const base::Cancellation cancellation;
  LoadGovernor governor({}, clock);
  const auto tries_at_once = [&](int count, std::int64_t latency_us) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(governor.let_through(false, cancellation));
    clock.sleep_ms(1'000);
    ObservedTry seen;
    seen.latency_us = latency_us;
    for (int i = 0; i < count; ++i) governor.on_try(seen);
  };
  tries_at_once(20, 5'000);
  tries_at_once(20, 1'000'000);
  for (int i = 0; i < 14; ++i) ASSERT_TRUE(governor.let_through(false, cancellation));
  base::Cancellation requested;
  requested.request();
  EXPECT_FALSE(governor.let_through(false, requested)) << "one more has to wait";
}

TEST(LoadGovernor, serves_many_threads) {
  const base::Cancellation cancellation;
  LoadLimits limits;
  limits.write_units_per_s = 20'000;
  LoadGovernor governor(limits, base::system_clock());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        governor.let_through(false, cancellation);
        governor.on_consumed("users", {0, 1});
        governor.on_try({});
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(governor.report().tries, 2'000u);
  EXPECT_EQ(governor.report().consumed.write, 2'000);
}

}  // namespace
}  // namespace whimbrel::stores::dynamodb
