#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace whimbrel::packs::sparta {

// An Ethereum address in the form in which addresses are compared: "0x" and 40 lower-case digits.
// nullopt when `text` is no address.
std::optional<std::string> normal_address(std::string_view text);

// The same for what may be any text: an address in its normal form, other text as it is.
std::string comparable(std::string_view text);

}  // namespace whimbrel::packs::sparta
