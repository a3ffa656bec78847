#include "whimbrel/packs/wallet/wallet_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {
namespace {

// What one read asks for, so that a page of whole wallets stays small.
constexpr std::size_t keys_a_read_max = 500;

}  // namespace

base::Result<std::string> why_wallets_cannot_be_looked_up(stores::Store& store) {
  const auto wallets = store.collection(wallets_collection);
  if (!wallets) {
    if (wallets.error().kind() != base::ErrorKind::not_found)
      return base::fail_in(std::string(wallets_collection), wallets.error());
    return fmt::format("the target has no collection {}", wallets_collection);
  }
  const auto& key_fields = wallets->spec.key_fields;
  if (key_fields.size() == 1 && key_fields[0] == model::Path({"_id"})) return std::string();
  return fmt::format("{} is not kept by _id, which is what wallet_id names", wallets_collection);
}

base::Result<std::vector<bool>> WalletLookup::exist(const std::vector<std::string>& wallet_keys) {
  if (known_.size() > known_max) known_.clear();
  std::vector<model::KeyView> unknown;
  for (const std::string& key : wallet_keys)
    if (!key.empty() && !known_.contains(model::fingerprint_of(key))) unknown.push_back(key);
  std::sort(unknown.begin(), unknown.end());
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  WHIMBREL_TRY(look_up(unknown));

  std::vector<bool> exist;
  exist.reserve(wallet_keys.size());
  for (const std::string& key : wallet_keys)
    exist.push_back(!key.empty() && known_.at(model::fingerprint_of(key)));
  return exist;
}

base::Status WalletLookup::look_up(const std::vector<model::KeyView>& unknown) {
  if (unknown.empty()) return {};
  if (!session_) {
    WHIMBREL_ASSIGN(session_, store_.open_session());
  }
  for (const model::KeyView key : unknown) known_[model::fingerprint_of(key)] = false;
  for (std::size_t from = 0; from < unknown.size(); from += keys_a_read_max) {
    const std::size_t count = std::min(keys_a_read_max, unknown.size() - from);
    page_.clear();
    WHIMBREL_TRY(session_->read(wallets_collection, {unknown.data() + from, count}, page_));
    for (std::size_t i = 0; i < page_.size(); ++i)
      known_[model::fingerprint_of(page_[i].key)] = true;
  }
  return {};
}

}  // namespace whimbrel::packs::wallet
