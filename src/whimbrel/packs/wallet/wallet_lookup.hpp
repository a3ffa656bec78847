#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/digest.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::packs::wallet {

// Why tokens cannot be held against the collection of wallets; empty when they can.
base::Result<std::string> why_wallets_cannot_be_looked_up(stores::Store& store);

// Answers which wallets exist, many at a time, and remembers what it found. Reads keys only and
// keeps nothing of a wallet's content. One thread.
class WalletLookup {
 public:
  explicit WalletLookup(stores::Store& store) : store_(store) {}

  // Whether each of `wallet_keys` exists; an empty one does not.
  base::Result<std::vector<bool>> exist(const std::vector<std::string>& wallet_keys);

 private:
  base::Status look_up(const std::vector<model::KeyView>& unknown);

  // Past this the memory of what was found starts over.
  static constexpr std::size_t known_max = 100'000;
  struct Hash {
    std::size_t operator()(const model::Fingerprint& print) const noexcept { return print.low; }
  };

  stores::Store& store_;
  std::unique_ptr<stores::Session> session_;
  stores::Page page_;
  std::unordered_map<model::Fingerprint, bool, Hash> known_;
};

}  // namespace whimbrel::packs::wallet
