#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::model {

// Read typed values straight from the Extended JSON text of one value, as read_extended_json would,
// but without making a Value. `raw` comes from a checked item; other bytes give some answer, and
// nothing outside them is read.

// What kind of value the text begins.
RawKind kind_in(std::string_view raw) noexcept;

// The content of a JSON string: in `raw` where nothing is escaped, else unescaped into `scratch`.
std::optional<std::string_view> string_in(std::string_view raw, std::string& scratch);

// The number, plain or in any of the number wrappers, when its value is whole and fits.
std::optional<std::int64_t> integer_in(std::string_view raw);

// Milliseconds since 1970 of {"$date": …} in each of its spellings.
std::optional<std::int64_t> date_ms_in(std::string_view raw);

// The 24 digits of {"$oid": …} when they are in lower case and nothing is escaped; nullopt for
// anything else, other spellings of an ObjectId too.
std::optional<std::string_view> lower_case_object_id_in(std::string_view raw);

}  // namespace whimbrel::model
