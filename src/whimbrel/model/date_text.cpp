#include "whimbrel/model/date_text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <iterator>

namespace whimbrel::model {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::int64_t year_10000_ms = 253'402'300'800'000;

// Takes exactly `count` digits off the front of `text`.
bool take_number(std::string_view& text, std::size_t count, int& number) noexcept {
  if (text.size() < count) return false;
  number = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  text.remove_prefix(count);
  return true;
}

bool take(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

bool take_fraction(std::string_view& text, int& ms) noexcept {
  ms = 0;
  if (!take(text, '.')) return true;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    const int digit = text.front() - '0';
    if (++digits > 3 && digit != 0) return false;
    if (digits <= 3) ms = ms * 10 + digit;
  }
  for (int i = digits; i < 3; ++i) ms *= 10;
  return digits > 0;
}

// Reads what is left: the zone.
bool read_zone(std::string_view text, minutes& offset) noexcept {
  offset = minutes(0);
  if (text == "Z") return true;
  const bool west = take(text, '-');
  if (!west && !take(text, '+')) return false;
  int hour = 0;
  int minute = 0;
  if (!take_number(text, 2, hour)) return false;
  take(text, ':');
  if (!take_number(text, 2, minute) || !text.empty() || hour > 23 || minute > 59) return false;
  offset = minutes((hour * 60 + minute) * (west ? -1 : 1));
  return true;
}

}  // namespace

bool has_iso_text(Date date) noexcept {
  return date.ms_since_epoch >= 0 && date.ms_since_epoch < year_10000_ms;
}

void append_iso_text(Date date, std::string& out) {
  const std::chrono::sys_time<milliseconds> time{milliseconds(date.ms_since_epoch)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day calendar{day};
  const std::chrono::hh_mm_ss clock{time - day};
  fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                 static_cast<int>(calendar.year()), static_cast<unsigned>(calendar.month()),
                 static_cast<unsigned>(calendar.day()), clock.hours().count(),
                 clock.minutes().count(), clock.seconds().count());
  const auto ms = clock.subseconds().count();
  if (ms != 0) fmt::format_to(std::back_inserter(out), ".{:03}", ms);
  out += 'Z';
}

std::optional<Date> read_iso_text(std::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0;
  minutes offset{};
  const bool well_formed =
      take_number(text, 4, year) && take(text, '-') && take_number(text, 2, month) &&
      take(text, '-') && take_number(text, 2, day) && take(text, 'T') &&
      take_number(text, 2, hour) && take(text, ':') && take_number(text, 2, minute) &&
      take(text, ':') && take_number(text, 2, second) && take_fraction(text, ms) &&
      read_zone(text, offset);
  const std::chrono::year_month_day calendar{std::chrono::year(year),
                                             std::chrono::month(static_cast<unsigned>(month)),
                                             std::chrono::day(static_cast<unsigned>(day))};
  if (!well_formed || !calendar.ok() || hour > 23 || minute > 59 || second > 59)
    return std::nullopt;
  const auto time = std::chrono::sys_days(calendar) + std::chrono::hours(hour) + minutes(minute) +
                    std::chrono::seconds(second) + milliseconds(ms) - offset;
  return Date{time.time_since_epoch().count()};
}

}  // namespace whimbrel::model
