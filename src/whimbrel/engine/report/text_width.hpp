#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace whimbrel::engine {

// How many columns a terminal gives `text`: 2 for wide East Asian characters and emoji, 0 for
// combining marks, 1 for a byte that is no UTF-8. Thread-safe.
std::size_t display_width(std::string_view text);

// `text` cut to at most `columns_max` columns, with "…" for what was cut; never inside a character.
std::string cut_to_width(std::string_view text, std::size_t columns_max);

// `text` fit for one line of a terminal: control characters (line ends, escape sequences) and
// broken UTF-8 are shown as "\u001b" and "\xff", so that data cannot steer the terminal it is shown
// on.
std::string printable(std::string_view text);

// A JSON text of the same value, as safe to show on a terminal: what JSON lets stand in a string
// though it steers a terminal or turns the reading direction is escaped. `json` is UTF-8.
std::string printable_json(std::string json);

}  // namespace whimbrel::engine
