#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace whimbrel::stores::dynamodb {

// Finds how many units a second the service bears, from when it throttles: what was consumed in the
// second before that is what it gave, so a little less is asked for; then slowly more, as
// the refusals that tell are what it costs to ask; and after a quiet time faster, as the service
// may bear much more by now. A refusal while much less was consumed than is allowed was somebody
// else's doing, or a service that gives much less now: half is allowed then, and all again soon
// unless there are more refusals. One thread.
class RateFinder {
 public:
  void on_consumed(double units, std::int64_t now_ns);
  void on_throttled(std::int64_t now_ns);

  // Units a second; nullopt as long as nothing was throttled.
  std::optional<double> rate(std::int64_t now_ns) const;

 private:
  static constexpr std::int64_t slot_ns = 100'000'000;
  static constexpr std::size_t slots = 10;

  double consumed_last_second(std::int64_t now_ns) const;

  struct Slot {
    std::int64_t number = -1;  // time over slot_ns
    double units = 0;
  };
  std::array<Slot, slots> slots_;
  std::optional<std::int64_t> first_ns_;
  double base_rate_ = 0;       // since the last cut
  double recovered_rate_ = 0;  // soon after it
  std::optional<std::int64_t> cut_ns_;
};

}  // namespace whimbrel::stores::dynamodb
