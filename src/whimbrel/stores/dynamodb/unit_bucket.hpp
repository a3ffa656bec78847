#pragma once

#include <cstdint>

namespace whimbrel::stores::dynamodb {

// Units that may be spent, so many a second. What a call costs is known only afterwards, so a call
// may go while anything is left, and what it overdrew is waited for before the next. One thread.
class UnitBucket {
 public:
  // `burst_s`: how many seconds' worth can be saved up.
  UnitBucket(double units_per_s, double burst_s, std::int64_t now_ns);

  // How long until something is left; 0 when something is.
  std::int64_t wait_ms(std::int64_t now_ns);
  void take(double units, std::int64_t now_ns);
  // Leaves nothing, and nothing new for that long.
  void drain(double pause_s, std::int64_t now_ns);
  void set_rate(double units_per_s, std::int64_t now_ns);

 private:
  void fill(std::int64_t now_ns);

  double units_per_s_;
  double burst_s_;
  double left_;
  std::int64_t filled_at_ns_;
};

}  // namespace whimbrel::stores::dynamodb
