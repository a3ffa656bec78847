#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace whimbrel::model {

// Appends `text` as a JSON string with its quotes, in the one spelling that keys and canonical
// output use: quote, backslash and the control characters below 0x20 are escaped (\b \f \n \r \t
// where JSON has a letter, \u00xx in lower case otherwise), every other byte stays as it is.
void append_json_string(std::string_view text, std::string& out);

// Appends what stands between the quotes of a JSON string, unescaped to UTF-8. nullopt when all is
// well; else the offset in `body` of the first escape that JSON does not know or of a surrogate
// without its other half, and `out` holds what came before it.
std::optional<std::size_t> append_unescaped(std::string_view body, std::string& out);

// The same check without output.
std::optional<std::size_t> find_bad_escape(std::string_view body) noexcept;

}  // namespace whimbrel::model
