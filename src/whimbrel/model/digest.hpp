#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace whimbrel::model {

// 128-bit XXH3 of bytes: fast, for telling whether a value is still what was written. Not a defence
// against somebody who forges bytes; Sha256 is.
struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  friend auto operator<=>(const Fingerprint&, const Fingerprint&) = default;
};

Fingerprint fingerprint_of(std::string_view bytes) noexcept;

using Sha256Digest = std::array<unsigned char, 32>;

// SHA-256 (FIPS 180-4) of several pieces in a row.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  Sha256& update(std::string_view bytes);
  // Ends this digest and starts a new one.
  Sha256Digest finish();

 private:
  void* context_;  // EVP_MD_CTX
};

Sha256Digest sha256_of(std::string_view bytes);

// Lower-case hexadecimal, and back; from_hex answers false when `hex` is not 64 hex digits.
std::string to_hex(const Sha256Digest& digest);
bool from_hex(std::string_view hex, Sha256Digest& digest) noexcept;

}  // namespace whimbrel::model
