#pragma once

#include <string>
#include <string_view>

namespace whimbrel::net {

// HMAC-SHA-256 (RFC 2104) in lower-case hexadecimal.
std::string hmac_sha256_hex(std::string_view key, std::string_view message);

}  // namespace whimbrel::net
