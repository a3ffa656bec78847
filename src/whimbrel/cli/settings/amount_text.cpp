#include "whimbrel/cli/settings/amount_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace whimbrel::cli {
namespace {

constexpr double amount_max = 1e12;

std::optional<double> amount_in(std::string_view text) {
  double amount = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
  const bool good = error == std::errc{} && end == text.data() + text.size() && amount >= 0 &&
                    amount <= amount_max;
  return good ? std::optional(amount) : std::nullopt;
}

tl::unexpected<base::Error> no_amount(std::string_view text, const char* what) {
  return base::fail(base::ErrorKind::usage, fmt::format("'{}' is not {}", text, what));
}

}  // namespace

base::Result<double> parse_amount(std::string_view text) {
  const auto amount = amount_in(text);
  if (!amount) return no_amount(text, "an amount such as 1.5");
  return *amount;
}

base::Result<AmountPair> parse_amount_pair(std::string_view text) {
  const std::size_t comma = text.find(',');
  const auto reads = amount_in(text.substr(0, comma));
  const auto writes = comma == std::string_view::npos ? reads : amount_in(text.substr(comma + 1));
  if (!reads || !writes) return no_amount(text, "an amount, or two as READS,WRITES");
  return AmountPair{*reads, *writes};
}

base::Result<double> parse_percentage(std::string_view text) {
  const std::string_view number = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  const auto percent = amount_in(number);
  if (!percent || *percent <= 0 || *percent > 100)
    return no_amount(text, "a percentage up to 100, such as 50%");
  return *percent / 100;
}

}  // namespace whimbrel::cli
