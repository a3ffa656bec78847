#include "whimbrel/cli/settings/number_text.hpp"

#include <fmt/format.h>

#include <charconv>

#include "whimbrel/engine/report/figures.hpp"

namespace whimbrel::cli {

base::Result<std::uint64_t> parse_whole_number(std::string_view text, std::uint64_t min,
                                               std::uint64_t max) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size() && number >= min && number <= max)
    return number;
  return base::fail(base::ErrorKind::usage,
                    fmt::format("'{}' is not a whole number from {} to {}", text,
                                engine::count_text(min), engine::count_text(max)));
}

}  // namespace whimbrel::cli
