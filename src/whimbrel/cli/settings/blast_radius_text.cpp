#include "whimbrel/cli/settings/blast_radius_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace whimbrel::cli {
namespace {

template <typename Number>
bool reads_as(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

// One limit; false when it is none, or the second of its kind.
bool take_limit(std::string_view text, engine::BlastRadius& radius) {
  if (text.ends_with('%')) {
    text.remove_suffix(1);
    double percent = 0;
    if (radius.share_max || !reads_as(text, percent) || !(percent >= 0 && percent <= 100))
      return false;
    radius.share_max = percent / 100;
    return true;
  }
  std::uint64_t items = 0;
  if (radius.items_max || !reads_as(text, items)) return false;
  radius.items_max = items;
  return true;
}

}  // namespace

base::Result<engine::BlastRadius> parse_blast_radius(std::string_view text) {
  engine::BlastRadius radius;
  const std::size_t comma = text.find(',');
  const bool good =
      comma == std::string_view::npos
          ? take_limit(text, radius)
          : take_limit(text.substr(0, comma), radius) && take_limit(text.substr(comma + 1), radius);
  if (!good)
    return base::fail(base::ErrorKind::usage,
                      fmt::format("'{}' is neither a number of items nor a percentage", text),
                      "write 1000, 20% or 1000,20%");
  return radius;
}

}  // namespace whimbrel::cli
