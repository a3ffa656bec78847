#include "whimbrel/stores/dynamodb/unit_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace whimbrel::stores::dynamodb {

UnitBucket::UnitBucket(double units_per_s, double burst_s, std::int64_t now_ns)
    : units_per_s_(units_per_s),
      burst_s_(burst_s),
      left_(units_per_s * burst_s),
      filled_at_ns_(now_ns) {}

void UnitBucket::fill(std::int64_t now_ns) {
  const double passed_s = static_cast<double>(now_ns - filled_at_ns_) * 1e-9;
  left_ = std::min(units_per_s_ * burst_s_, left_ + units_per_s_ * std::max(0.0, passed_s));
  filled_at_ns_ = now_ns;
}

std::int64_t UnitBucket::wait_ms(std::int64_t now_ns) {
  fill(now_ns);
  if (left_ > 0) return 0;
  return std::max<std::int64_t>(1, std::llround(std::ceil(-left_ / units_per_s_ * 1e3)));
}

void UnitBucket::take(double units, std::int64_t now_ns) {
  fill(now_ns);
  left_ -= units;
}

void UnitBucket::drain(double pause_s, std::int64_t now_ns) {
  fill(now_ns);
  left_ = std::min(left_, -pause_s * units_per_s_);
}

void UnitBucket::set_rate(double units_per_s, std::int64_t now_ns) {
  fill(now_ns);
  units_per_s_ = units_per_s;
}

}  // namespace whimbrel::stores::dynamodb
