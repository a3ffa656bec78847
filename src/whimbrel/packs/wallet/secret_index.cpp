#include "whimbrel/packs/wallet/secret_index.hpp"

namespace whimbrel::packs::wallet {

base::Status SecretIndex::add(const model::Fingerprint& secret, const model::Fingerprint& owner) {
  if (uses_.size() >= uses_max_) WHIMBREL_TRY(spill());
  uses_.push_back({secret, owner});
  return {};
}

base::Status SecretIndex::absorb(SecretIndex& other) {
  WHIMBREL_TRY(other.spill());
  runs_.absorb(other.runs_);
  return {};
}

}  // namespace whimbrel::packs::wallet
