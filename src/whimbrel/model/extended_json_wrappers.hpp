#pragma once

#include <cstdint>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/value.hpp"

namespace whimbrel::model {

// The value of a JSON object whose members are values already: of the type that it wraps, or the
// object itself. invalid_data when it has a wrapper's name and is no valid one.
base::Result<Value> unwrap_extended_json(Object fields);

// True when unwrap_extended_json would take `object` for a wrapper, so that it has to be written in
// the escape carrier.
bool looks_like_wrapper(const Object& object);

// True for the names that make an object a wrapper, valid or not: "$date", but not "$ref".
bool is_wrapper_name(std::string_view name) noexcept;

// The one NaN that "NaN" stands for; others go by their bits.
inline constexpr std::uint64_t canonical_nan_bits = 0x7ff8'0000'0000'0000;

}  // namespace whimbrel::model
