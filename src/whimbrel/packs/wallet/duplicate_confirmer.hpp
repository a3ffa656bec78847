#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "whimbrel/packs/wallet/item_scanner.hpp"
#include "whimbrel/packs/wallet/proof_reader.hpp"
#include "whimbrel/packs/wallet/secret_hasher.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"
#include "whimbrel/packs/wallet/wallet_check.hpp"

namespace whimbrel::packs::wallet {

// Reads the tokens again for secrets that seem to be held twice, finds their holders and compares
// the secrets themselves, by SHA-256. One thread, so that all holders meet in one place.
class DuplicateConfirmer final : public ItemScanner {
 public:
  // `hasher` is the one that gave the suspects' hashes; it and `codec` must outlive the confirmer.
  DuplicateConfirmer(const model::ItemCodec& codec, const SecretHasher& hasher,
                     const std::vector<model::Fingerprint>& suspects);

  // The duplicates that are so, by mint, then first holder's key. Read it when the scan is over.
  std::vector<IntegrityDetail> confirmed() const;

 protected:
  base::Status visit_item(model::KeyView key, const model::ItemView& item) override;
  base::Status visit_unreadable(model::KeyView) override { return {}; }

 private:
  struct Suspect {
    model::Sha256Digest secret{};
    std::uint64_t uses = 0;
    std::string mint_url;
    std::vector<TokenRef> holders;
  };
  struct Hash {
    std::size_t operator()(const model::Fingerprint& print) const noexcept { return print.low; }
  };

  void take_secret(std::string_view secret, model::KeyView key);

  const SecretHasher& hasher_;
  ProofReader proofs_;
  std::unordered_map<model::Fingerprint, Suspect, Hash> suspects_;
  std::string mint_url_, npub_, status_, scratch_;
};

}  // namespace whimbrel::packs::wallet
