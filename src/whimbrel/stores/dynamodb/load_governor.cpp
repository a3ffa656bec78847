#include "whimbrel/stores/dynamodb/load_governor.hpp"

#include <algorithm>

namespace whimbrel::stores::dynamodb {
namespace {

// How long a request to stop may go unnoticed, and how long a better rate.
constexpr std::int64_t look_again_ms = 20;
constexpr double found_burst_s = 0.1;
constexpr double limit_burst_s = 1;
// The service has nothing left either, and refuses until it has.
constexpr double refused_pause_s = 0.05;
constexpr std::int64_t watch_ns = 1'000'000'000;
constexpr int watch_tries_min = 20;
// More callers at once make each wait longer; only much more than that is a service in trouble.
constexpr std::int64_t latency_factor = 8;
constexpr std::int64_t latency_us_fine = 250'000;
constexpr double under_way_cut = 0.7;
constexpr int under_way_no_limit = 512;

std::optional<UnitBucket> bucket_for(double units_per_s, std::int64_t now_ns) {
  if (units_per_s <= 0) return std::nullopt;
  return UnitBucket(units_per_s, limit_burst_s, now_ns);
}

}  // namespace

std::string_view to_string(SlowReason reason) noexcept {
  switch (reason) {
    case SlowReason::throttled:
      return "throttled";
    case SlowReason::unit_limit:
      return "unit limit";
    case SlowReason::share_limit:
      return "share limit";
    case SlowReason::money_limit:
      return "money limit";
    case SlowReason::latency:
      return "latency";
  }
  return "";
}

LoadGovernor::LoadGovernor(LoadLimits limits, const base::Clock& clock)
    : limits_(limits), clock_(clock) {
  const std::int64_t now_ns = clock.monotonic_ns();
  reads_.limit = bucket_for(limits.read_units_per_s, now_ns);
  writes_.limit = bucket_for(limits.write_units_per_s, now_ns);
  money_ = bucket_for(limits.money_per_hour / 3600, now_ns);
  watch_.began_ns = now_ns;
}

void LoadGovernor::take(Lane& lane, double units, std::int64_t now_ns) {
  if (units <= 0) return;
  lane.finder.on_consumed(units, now_ns);
  if (lane.found) lane.found->take(units, now_ns);
  if (lane.limit) lane.limit->take(units, now_ns);
}

void LoadGovernor::on_consumed(std::string_view table, CapacityUnits units) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now_ns = clock_.monotonic_ns();
  take(reads_, units.read, now_ns);
  take(writes_, units.write, now_ns);
  const double money = take_from_table(table, units, now_ns);
  if (money_) money_->take(money, now_ns);
  report_.money += money;
  report_.consumed.read += units.read;
  report_.consumed.write += units.write;
  auto found = report_.consumed_by_table.find(table);
  if (found == report_.consumed_by_table.end())
    found = report_.consumed_by_table.emplace(table, CapacityUnits{}).first;
  found->second.read += units.read;
  found->second.write += units.write;
}

void LoadGovernor::on_table(std::string_view table, const TableCapacity& capacity) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now_ns = clock_.monotonic_ns();
  auto found = tables_.find(table);
  if (found == tables_.end()) found = tables_.emplace(table, Table{}).first;
  Table& known = found->second;
  known.capacity = capacity;
  const auto follow = [&](std::optional<UnitBucket>& bucket, double bought) {
    const double allowed = bought * limits_.share_of_provisioned;
    if (allowed <= 0)
      bucket.reset();
    else if (bucket)
      bucket->set_rate(allowed, now_ns);
    else
      bucket = bucket_for(allowed, now_ns);
  };
  follow(known.reads, capacity.read_units_per_s);
  follow(known.writes, capacity.write_units_per_s);
}

// What the units cost.
double LoadGovernor::take_from_table(std::string_view table, CapacityUnits units,
                                     std::int64_t now_ns) {
  const auto found = tables_.find(table);
  bool is_on_demand = true;
  if (found != tables_.end()) {
    Table& known = found->second;
    is_on_demand = known.capacity.is_on_demand;
    if (known.reads) known.reads->take(units.read, now_ns);
    if (known.writes) known.writes->take(units.write, now_ns);
  }
  const UnitPrices prices = limits_.prices_of(is_on_demand);
  return (units.read * prices.reads + units.write * prices.writes) * 1e-6;
}

LoadGovernor::Wait LoadGovernor::wait_for(bool reads, std::int64_t now_ns) {
  Lane& lane = reads ? reads_ : writes_;
  Wait longest;
  const auto consider = [&longest](std::int64_t ms, SlowReason reason) {
    if (ms > longest.ms) longest = {ms, reason};
  };
  if (lane.found) {
    lane.found->set_rate(*lane.finder.rate(now_ns), now_ns);
    consider(lane.found->wait_ms(now_ns), SlowReason::throttled);
  }
  if (lane.limit) consider(lane.limit->wait_ms(now_ns), SlowReason::unit_limit);
  // A run works at one table at a time, so all wait for the one that was used up.
  for (auto& [name, table] : tables_)
    if (auto& bucket = reads ? table.reads : table.writes)
      consider(bucket->wait_ms(now_ns), SlowReason::share_limit);
  if (money_) consider(money_->wait_ms(now_ns), SlowReason::money_limit);
  if (under_way_max_ && under_way_ >= *under_way_max_) consider(look_again_ms, SlowReason::latency);
  return longest;
}

bool LoadGovernor::let_through(bool reads, const base::Cancellation& cancellation) {
  while (true) {
    std::int64_t wait_ms = 0;
    {
      const std::lock_guard lock(mutex_);
      const Wait wait = wait_for(reads, clock_.monotonic_ns());
      wait_ms = std::min(wait.ms, look_again_ms);
      if (wait_ms == 0) {
        watch_.under_way_most = std::max(watch_.under_way_most, ++under_way_);
        return true;
      }
      report_.waited_ms[static_cast<std::size_t>(wait.reason)] += wait_ms;
    }
    if (cancellation.requested()) return false;
    clock_.sleep_ms(wait_ms);
  }
}

void LoadGovernor::on_try(const ObservedTry& seen) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now_ns = clock_.monotonic_ns();
  --under_way_;
  ++report_.tries;
  if (seen.failed) ++report_.failed;
  if (seen.throttled) {
    ++report_.throttled;
    Lane& lane = seen.reads ? reads_ : writes_;
    lane.finder.on_throttled(now_ns);
    if (!lane.found) lane.found.emplace(*lane.finder.rate(now_ns), found_burst_s, now_ns);
    lane.found->drain(refused_pause_s, now_ns);
  }
  watch_.latency_us += seen.latency_us;
  ++watch_.tries;
  if (now_ns - watch_.began_ns >= watch_ns && watch_.tries >= watch_tries_min)
    judge_latency(now_ns);
}

void LoadGovernor::judge_latency(std::int64_t now_ns) {
  const std::int64_t latency_us = watch_.latency_us / watch_.tries;
  if (best_latency_us_ == 0 || latency_us < best_latency_us_) best_latency_us_ = latency_us;
  if (latency_us > std::max(latency_us_fine, latency_factor * best_latency_us_)) {
    under_way_max_ =
        std::max(1, static_cast<int>(static_cast<double>(watch_.under_way_most) * under_way_cut));
  } else if (under_way_max_ && ++*under_way_max_ > under_way_no_limit) {
    under_way_max_.reset();
  }
  watch_ = {now_ns, 0, 0, under_way_};
}

LoadReport LoadGovernor::report() const {
  const std::lock_guard lock(mutex_);
  LoadReport report = report_;
  const std::int64_t now_ns = clock_.monotonic_ns();
  report.reads_borne_per_s = reads_.finder.rate(now_ns);
  report.writes_borne_per_s = writes_.finder.rate(now_ns);
  return report;
}

}  // namespace whimbrel::stores::dynamodb
