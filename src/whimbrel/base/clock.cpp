#include "whimbrel/base/clock.hpp"

#include <fmt/format.h>

#include <chrono>
#include <thread>

namespace whimbrel::base {
namespace {

class SystemClock final : public Clock {
 public:
  UnixMillis now_ms() const override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
  std::int64_t monotonic_ns() const override {
    using namespace std::chrono;
    return duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count();
  }
  void sleep_ms(std::int64_t duration_ms) const override {
    std::this_thread::sleep_for(std::chrono::milliseconds(duration_ms));
  }
};

struct CivilTime {
  int year;
  unsigned month, day;
  int hour, minute, second, millisecond;
};

CivilTime civil_time_of(UnixMillis time_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(time_ms)};
  const auto midnight = floor<days>(time);
  const year_month_day date{midnight};
  const hh_mm_ss clock{time - midnight};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

void ManualClock::sleep_ms(std::int64_t duration_ms) const {
  now_ms_ += duration_ms;
  monotonic_ns_ += duration_ms * 1'000'000;
}

std::string format_rfc3339(UnixMillis time_ms) {
  const CivilTime t = civil_time_of(time_ms);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", t.year, t.month, t.day, t.hour,
                     t.minute, t.second, t.millisecond);
}

std::string format_compact(UnixMillis time_ms) {
  const CivilTime t = civil_time_of(time_ms);
  return fmt::format("{:04}{:02}{:02}-{:02}{:02}{:02}", t.year, t.month, t.day, t.hour, t.minute,
                     t.second);
}

}  // namespace whimbrel::base
