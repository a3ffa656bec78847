#include "whimbrel/engine/report/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace whimbrel::engine {
std::string amount_text(AmountSum amount) {
  std::string digits = to_string(amount);
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.erase(0, 1);
  return (negative ? "-" : "") + with_separators(digits);
}

std::string duration_text(std::int64_t duration_ms) {
  duration_ms = std::max<std::int64_t>(duration_ms, 0);
  if (duration_ms < 1'000) return fmt::format("{} ms", duration_ms);
  if (duration_ms < 9'950) return fmt::format("{:.1f} s", static_cast<double>(duration_ms) / 1e3);
  const std::int64_t seconds = (duration_ms + 500) / 1'000;
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3'600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3'600, seconds % 3'600 / 60);
}

std::string estimate_text(std::optional<std::int64_t> duration_ms) {
  if (!duration_ms) return "not measured";
  if (*duration_ms < 1'000) return "less than a second";
  const auto rounded_up = [total_ms = *duration_ms](std::int64_t unit_ms) {
    return static_cast<std::uint64_t>((total_ms + unit_ms - 1) / unit_ms);
  };
  if (rounded_up(1'000) < 120) return counted(rounded_up(1'000), "second");
  if (rounded_up(60'000) < 120) return counted(rounded_up(60'000), "minute");
  return counted(rounded_up(3'600'000), "hour");
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1'024) return fmt::format("{} B", bytes);
  auto size = static_cast<double>(bytes) / 1'024;
  std::size_t unit = 0;
  while (size >= 1'023.5 && unit + 1 < units.size()) {
    size /= 1'024;
    ++unit;
  }
  return fmt::format("{:.{}f} {}", size, size < 9.95 ? 1 : 0, units[unit]);
}

std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0 || part == 0) return "0 %";
  if (part >= whole) return "100 %";
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  if (percent < 0.1) return "under 0.1 %";
  if (percent > 99.9) return "over 99.9 %";
  return fmt::format("{:.1f} %", percent);
}

std::string rate_text(double items_per_s) {
  if (!std::isfinite(items_per_s) || items_per_s < 0) return "0/s";
  if (items_per_s < 10) return fmt::format("{:.1f}/s", items_per_s);
  // More than three figures of a rate only flicker.
  const double magnitude = std::pow(10, std::max(0.0, std::floor(std::log10(items_per_s)) - 2));
  return count_text(static_cast<std::uint64_t>(std::round(items_per_s / magnitude) * magnitude)) +
         "/s";
}

std::string time_text(base::UnixMillis time_ms) {
  std::string text = base::format_rfc3339(time_ms);
  if (const auto separator = text.find('T'); separator != std::string::npos) text[separator] = ' ';
  if (const auto fraction = text.find('.'); fraction != std::string::npos) text.erase(fraction);
  return text + " UTC";
}

}  // namespace whimbrel::engine
