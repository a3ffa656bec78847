#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/engine/counted.hpp"
#include "whimbrel/engine/impact.hpp"

// Figures as people read them, the same in the terminal, in text and in HTML.
namespace whimbrel::engine {

// "-1,234,567".
std::string amount_text(AmountSum amount);
// "0 ms", "850 ms", "1.2 s", "2 min 5 s", "3 h 12 min".
std::string duration_text(std::int64_t duration_ms);
// "less than a second", "2 seconds", "5 minutes", "3 hours": rounded up, for estimates. "not
// measured" without one.
std::string estimate_text(std::optional<std::int64_t> duration_ms);
// "512 B", "1.5 KiB", "12 MiB".
std::string bytes_text(std::uint64_t bytes);
// "39.4 %"; "0 %" of nothing; never "100 %" or "0 %" when it is only nearly so.
std::string share_text(std::uint64_t part, std::uint64_t whole);
// "812,000/s".
std::string rate_text(double items_per_s);
// "2025-01-27 02:40:00 UTC".
std::string time_text(base::UnixMillis time_ms);

}  // namespace whimbrel::engine
