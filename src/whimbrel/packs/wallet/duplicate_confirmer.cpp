#include "whimbrel/packs/wallet/duplicate_confirmer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace whimbrel::packs::wallet {

DuplicateConfirmer::DuplicateConfirmer(const model::ItemCodec& codec, const SecretHasher& hasher,
                                       const std::vector<model::Fingerprint>& suspects)
    : ItemScanner(codec), hasher_(hasher), proofs_(codec) {
  for (const model::Fingerprint& suspect : suspects) suspects_.emplace(suspect, Suspect{});
}

base::Status DuplicateConfirmer::visit_item(model::KeyView key, const model::ItemView& item) {
  const TokenPaths& paths = TokenPaths::get();
  read_text(item, paths.status, status_);
  const auto status = token_status_from(status_);
  if (!status || !is_live(*status)) return {};
  read_text(item, paths.mint_url, mint_url_);
  read_text(item, paths.npub, npub_);
  const auto read = proofs_.read(item, [&](std::size_t, const Proof& proof) -> base::Status {
    if (proof.secret) take_secret(*proof.secret, key);
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  return {};
}

void DuplicateConfirmer::take_secret(std::string_view secret, model::KeyView key) {
  const auto found = suspects_.find(hasher_.hash(mint_url_, secret, scratch_));
  if (found == suspects_.end()) return;
  Suspect& suspect = found->second;
  const model::Sha256Digest digest = model::sha256_of(secret);
  if (suspect.uses == 0) {
    suspect.secret = digest;
    suspect.mint_url = mint_url_;
  } else if (suspect.secret != digest) {
    return;
  }
  ++suspect.uses;
  const std::string shown_key = shown(key);
  const bool listed = !suspect.holders.empty() && suspect.holders.back().key == shown_key;
  if (!listed && suspect.holders.size() < IntegrityDetail::tokens_listed_max)
    suspect.holders.push_back({shown_key, shown(npub_), shown(status_)});
}

std::vector<IntegrityDetail> DuplicateConfirmer::confirmed() const {
  std::vector<IntegrityDetail> details;
  for (const auto& [hash, suspect] : suspects_) {
    if (suspect.uses < 2) continue;
    details.push_back(
        {fmt::format("one secret is held {} times by unspent or pending tokens", suspect.uses),
         shown(suspect.mint_url), suspect.holders});
  }
  std::sort(details.begin(), details.end(), [](const auto& a, const auto& b) {
    return std::tie(a.mint_url, a.tokens[0].key, a.reason) <
           std::tie(b.mint_url, b.tokens[0].key, b.reason);
  });
  return details;
}

}  // namespace whimbrel::packs::wallet
