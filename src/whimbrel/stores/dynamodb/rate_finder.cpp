#include "whimbrel/stores/dynamodb/rate_finder.hpp"

#include <algorithm>
#include <cmath>

namespace whimbrel::stores::dynamodb {
namespace {

constexpr double cut_to = 0.97;
// Below this the waits between tries do the slowing, also where refusals have nothing to do with
// the rate; and of somebody who asked for little, one refusal does not say how much there would be.
constexpr double units_per_s_min = 10;
// Less than this share of what was allowed was consumed: the rate was not what was refused.
constexpr double used_share = 0.7;
constexpr double unexplained_cut_to = 0.5;
constexpr double recovery_s = 3;
// Calls that were under way together are refused together: they tell of one thing.
constexpr std::int64_t one_cut_ns = 500'000'000;
constexpr double slow_growth_per_s = 0.003;
constexpr double slow_s = 20;
constexpr double fast_growth = 1.05;  // a second

}  // namespace

void RateFinder::on_consumed(double units, std::int64_t now_ns) {
  if (!first_ns_) first_ns_ = now_ns;
  const std::int64_t number = now_ns / slot_ns;
  Slot& slot = slots_[static_cast<std::size_t>(number) % slots];
  if (slot.number != number) slot = {number, 0};
  slot.units += units;
}

double RateFinder::consumed_last_second(std::int64_t now_ns) const {
  const std::int64_t number = now_ns / slot_ns;
  double units = 0;
  for (const Slot& slot : slots_)
    if (slot.number > number - static_cast<std::int64_t>(slots)) units += slot.units;
  // The present slot is not over, and the first second may not be.
  const std::int64_t begin_ns =
      std::max((number - static_cast<std::int64_t>(slots) + 1) * slot_ns, first_ns_.value_or(0));
  const double passed_s = static_cast<double>(now_ns - begin_ns) * 1e-9;
  return units / std::max(passed_s, 0.1);
}

void RateFinder::on_throttled(std::int64_t now_ns) {
  if (cut_ns_ && now_ns - *cut_ns_ < one_cut_ns) return;
  const double consumed = consumed_last_second(now_ns);
  const auto allowed = rate(now_ns);
  if (!allowed) {
    base_rate_ = recovered_rate_ = consumed * cut_to;
  } else if (consumed >= used_share * *allowed) {
    base_rate_ = recovered_rate_ = std::min(*allowed, consumed) * cut_to;
  } else {
    base_rate_ = std::max(consumed, unexplained_cut_to * *allowed);
    recovered_rate_ = cut_to * *allowed;
  }
  base_rate_ = std::max(base_rate_, units_per_s_min);
  recovered_rate_ = std::max(recovered_rate_, base_rate_);
  cut_ns_ = now_ns;
}

std::optional<double> RateFinder::rate(std::int64_t now_ns) const {
  if (!cut_ns_) return std::nullopt;
  const double quiet_s = static_cast<double>(now_ns - *cut_ns_) * 1e-9;
  const double recovered = std::min(quiet_s / recovery_s, 1.0);
  const double rate = base_rate_ + (recovered_rate_ - base_rate_) * recovered;
  const double slowly = rate * (1 + slow_growth_per_s * std::min(quiet_s, slow_s));
  return slowly * std::pow(fast_growth, std::clamp(quiet_s - slow_s, 0.0, 600.0));
}

}  // namespace whimbrel::stores::dynamodb
