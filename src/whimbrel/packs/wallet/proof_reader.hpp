#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::packs::wallet {

struct Proof {
  std::optional<std::int64_t> amount;      // nullopt when missing or no whole number
  std::optional<std::string_view> secret;  // nullopt when missing or no text
};

// Reads the proofs of tokens. The usual few are read in place, more through a tree, so that a token
// with very many proofs takes time in proportion to its size. One thread.
class ProofReader {
 public:
  explicit ProofReader(const model::ItemCodec& codec);

  // Calls `on_proof(index, proof)` for each proof of the loaded item in order; the secret's text is
  // valid for that call. False when the item has no list of proofs. The callback's error is handed
  // on.
  base::Result<bool> read(
      const model::ItemView& item,
      const std::function<base::Status(std::size_t, const Proof&)>& on_proof) const;

 private:
  struct ProofPaths {
    model::Path proof, amount, secret;
  };
  static constexpr std::size_t in_place_max = 8;

  base::Result<bool> read_tree(
      model::RawValue proofs,
      const std::function<base::Status(std::size_t, const Proof&)>& on_proof) const;

  const model::ItemCodec& codec_;
  std::array<ProofPaths, in_place_max + 1> paths_;
};

}  // namespace whimbrel::packs::wallet
