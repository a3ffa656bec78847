#include "whimbrel/packs/wallet/secret_hasher.hpp"

#include <sodium.h>

#include <cstdint>
#include <cstring>

namespace whimbrel::packs::wallet {

static_assert(crypto_shorthash_siphashx24_BYTES == sizeof(model::Fingerprint));
static_assert(crypto_shorthash_siphashx24_KEYBYTES == 16);

SecretHasher::SecretHasher() {
  // Thread-safe and cheap when done before. It fails only where there are no random numbers, and
  // randombytes_buf then ends the process rather than give a key that could be guessed.
  [[maybe_unused]] const int initialised = sodium_init();
  randombytes_buf(key_.data(), key_.size());
}

model::Fingerprint SecretHasher::hash(std::string_view mint_url, std::string_view secret,
                                      std::string& scratch) const {
  // The length keeps ("ab", "c") and ("a", "bc") apart.
  const auto mint_bytes = static_cast<std::uint32_t>(mint_url.size());
  scratch.assign(reinterpret_cast<const char*>(&mint_bytes), sizeof mint_bytes);
  scratch += mint_url;
  scratch += secret;
  model::Fingerprint digest;
  std::array<unsigned char, sizeof digest> bytes;
  crypto_shorthash_siphashx24(bytes.data(), reinterpret_cast<const unsigned char*>(scratch.data()),
                              scratch.size(), key_.data());
  std::memcpy(&digest.low, bytes.data(), sizeof digest.low);
  std::memcpy(&digest.high, bytes.data() + sizeof digest.low, sizeof digest.high);
  return digest;
}

}  // namespace whimbrel::packs::wallet
