#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// True for 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z, where relaxed Extended JSON writes
// dates as text.
bool has_iso_text(Date date) noexcept;

// Appends "2012-12-24T12:15:30.501Z", without the fraction when it is zero. The date must have an
// ISO text.
void append_iso_text(Date date, std::string& out);

// Reads `YYYY-MM-DDThh:mm:ss[.f…]` with Z, ±hh:mm or ±hhmm, years 0000 to 9999. nullopt when
// malformed, no such day or time, or finer than a millisecond.
std::optional<Date> read_iso_text(std::string_view text);

}  // namespace whimbrel::model
