#pragma once

#include <array>
#include <string>
#include <string_view>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::packs::wallet {

// Turns a proof's secret into a number that tells nothing about it: SipHash-2-4 of 128 bits over
// mint and secret, with a key that is drawn anew for each hasher and never leaves it. Immutable;
// copies hash alike.
class SecretHasher {
 public:
  SecretHasher();

  // `scratch` is overwritten; it saves an allocation a call.
  model::Fingerprint hash(std::string_view mint_url, std::string_view secret,
                          std::string& scratch) const;

 private:
  std::array<unsigned char, 16> key_;
};

}  // namespace whimbrel::packs::wallet
