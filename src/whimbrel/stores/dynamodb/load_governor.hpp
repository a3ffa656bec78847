#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/stores/dynamodb/load_observer.hpp"
#include "whimbrel/stores/dynamodb/rate_finder.hpp"
#include "whimbrel/stores/dynamodb/unit_bucket.hpp"

namespace whimbrel::stores::dynamodb {

// Of a million units, in one money.
struct UnitPrices {
  double reads = 0;
  double writes = 0;
};

// AWS's in US dollars in us-east-1; other regions are up to twice as dear. Of tables whose capacity
// is bought by the hour: what the share of it that is used costs, though it is paid for anyway.
inline constexpr UnitPrices on_demand_prices{0.125, 0.625};
inline constexpr UnitPrices provisioned_prices{0.0361, 0.1806};

// What a person allows; 0: no such limit.
struct LoadLimits {
  double read_units_per_s = 0;
  double write_units_per_s = 0;
  // Of what was bought for a table, 0 to 1; says nothing of tables on demand.
  double share_of_provisioned = 0;
  double money_per_hour = 0;
  // In place of AWS's list.
  std::optional<UnitPrices> prices = {};

  UnitPrices prices_of(bool is_on_demand) const {
    return prices.value_or(is_on_demand ? on_demand_prices : provisioned_prices);
  }
};

// Why a try was held back.
enum class SlowReason : std::uint8_t { throttled, unit_limit, share_limit, money_limit, latency };
inline constexpr std::size_t slow_reasons = 5;

// "throttled", "unit limit", "share limit", "money limit", "latency".
std::string_view to_string(SlowReason reason) noexcept;

// What calls have cost and how they were held back, so far.
struct LoadReport {
  CapacityUnits consumed;
  std::map<std::string, CapacityUnits, std::less<>> consumed_by_table;
  double money = 0;
  std::uint64_t tries = 0;
  std::uint64_t throttled = 0;
  std::uint64_t failed = 0;
  std::array<std::int64_t, slow_reasons> waited_ms{};  // of all threads, by SlowReason
  std::optional<double> reads_borne_per_s;             // as found out; nullopt: never throttled
  std::optional<double> writes_borne_per_s;
};

// Lets as much through as the service bears and a person allows; any single reason to wait is
// enough. Reads and writes are judged apart. Tries that take many times as long as they once did
// bring down how many may be under way. Thread-safe; `clock` outlives it.
class LoadGovernor final : public CapacityMeter, public LoadObserver {
 public:
  LoadGovernor(LoadLimits limits, const base::Clock& clock);

  void on_consumed(std::string_view table, CapacityUnits units) override;
  bool let_through(bool reads, const base::Cancellation& cancellation) override;
  void on_try(const ObservedTry& seen) override;
  void on_table(std::string_view table, const TableCapacity& capacity) override;

  LoadReport report() const;

 private:
  // Of reads, or of writes.
  struct Lane {
    RateFinder finder;
    std::optional<UnitBucket> found;  // once throttled
    std::optional<UnitBucket> limit;
  };
  struct Wait {
    std::int64_t ms = 0;
    SlowReason reason = SlowReason::throttled;
  };
  // How the tries of the last second went.
  struct Watch {
    std::int64_t began_ns = 0;
    std::int64_t latency_us = 0;
    int tries = 0;
    int under_way_most = 0;
  };

  // A table, once it was described.
  struct Table {
    TableCapacity capacity;
    std::optional<UnitBucket> reads;  // of the share that may be used
    std::optional<UnitBucket> writes;
  };

  Wait wait_for(bool reads, std::int64_t now_ns);
  double take_from_table(std::string_view table, CapacityUnits units, std::int64_t now_ns);
  void take(Lane& lane, double units, std::int64_t now_ns);
  void judge_latency(std::int64_t now_ns);

  LoadLimits limits_;
  const base::Clock& clock_;
  mutable std::mutex mutex_;  // of all below
  Lane reads_;
  Lane writes_;
  std::optional<UnitBucket> money_;
  std::map<std::string, Table, std::less<>> tables_;
  Watch watch_;
  std::int64_t best_latency_us_ = 0;  // of a second's tries
  int under_way_ = 0;
  std::optional<int> under_way_max_;
  LoadReport report_;
};

}  // namespace whimbrel::stores::dynamodb
