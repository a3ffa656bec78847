#include "whimbrel/packs/wallet/token_auditor.hpp"

#include <fmt/format.h>

#include <utility>

namespace whimbrel::packs::wallet {
TokenAuditor::TokenAuditor(stores::Store& store, const SecretHasher& hasher, const Options& options)
    : ItemScanner(store.codec()),
      store_(store),
      hasher_(hasher),
      options_(options),
      proofs_(store.codec()),
      wallets_(store) {
  for (std::size_t i = 0; i < findings.size(); ++i)
    findings[i].issue = static_cast<IntegrityIssue>(i);
}

base::Status TokenAuditor::visit_unreadable(model::KeyView) {
  ++counts.tokens;
  ++counts.unreadable;
  return {};
}

base::Status TokenAuditor::visit_item(model::KeyView key, const model::ItemView& item) {
  ++counts.tokens;
  read_token(item);
  audit_status(key);
  audit_wallet(key, item);
  WHIMBREL_TRY(audit_proofs(key, item));
  return audit_balance();
}

void TokenAuditor::read_token(const model::ItemView& item) {
  const TokenPaths& paths = TokenPaths::get();
  token_.has_npub = read_text(item, paths.npub, token_.npub);
  read_text(item, paths.mint_url, token_.mint_url);
  read_text(item, paths.status, token_.status_text);
  read_text(item, paths.transaction_type, token_.type_text);
  token_.status = token_status_from(token_.status_text);
  token_.owner = model::fingerprint_of(token_.npub);
  const auto total = item.find(paths.total_amount);
  token_.total_amount = total ? item.integer_of(*total) : std::nullopt;
}

base::Status TokenAuditor::audit_balance() {
  const bool melted = token_.type_text == "melted";
  if (melted) counts.add_melted(token_.status);
  if (!token_.has_npub) {
    ++tokens_without_npub;
    return {};
  }
  return balances.add(token_.npub, token_.mint_url, token_.status, token_.total_amount,
                      melted && token_.status == TokenStatus::unspent);
}

base::Status TokenAuditor::audit_proofs(model::KeyView key, const model::ItemView& item) {
  proof_sum_ = 0;
  bad_proof_.clear();
  WHIMBREL_ASSIGN(const bool has_proofs,
                  proofs_.read(item, [this](std::size_t index, const Proof& proof) {
                    return take_proof(index, proof);
                  }));
  audit_total(key, item, has_proofs);
  return {};
}

base::Status TokenAuditor::take_proof(std::size_t index, const Proof& proof) {
  if (proof.amount) proof_sum_ += *proof.amount;
  if (bad_proof_.empty() && (!proof.amount || *proof.amount < 1)) {
    bad_proof_ = proof.amount ? fmt::format("proof {} has amount {}, below 1", index, *proof.amount)
                              : fmt::format("proof {} has no whole number as amount", index);
  }
  if (!token_.status || !is_live(*token_.status) || !proof.secret) return {};
  return secrets.add(hasher_.hash(token_.mint_url, *proof.secret, scratch_), token_.owner);
}

void TokenAuditor::audit_total(model::KeyView key, const model::ItemView& item, bool has_proofs) {
  const auto issue = IntegrityIssue::invalid_amounts;
  if (!token_.total_amount) {
    const bool missing = !item.find(TokenPaths::get().total_amount);
    report(issue, token_ref(key),
           missing ? "total_amount is missing" : "total_amount is no whole number");
  } else if (*token_.total_amount < 0) {
    report(issue, token_ref(key), fmt::format("total_amount {} is negative", *token_.total_amount));
  } else if (!has_proofs) {
    report(issue, token_ref(key), "there is no list of proofs");
  } else if (!bad_proof_.empty()) {
    report(issue, token_ref(key), bad_proof_);
  } else if (proof_sum_ != *token_.total_amount) {
    report(issue, token_ref(key),
           fmt::format("total_amount {} is not the sum of its proofs, {}", *token_.total_amount,
                       engine::to_string(proof_sum_)));
  }
}

void TokenAuditor::audit_status(model::KeyView key) {
  const auto issue = IntegrityIssue::invalid_status;
  if (!token_.status) {
    report(issue, token_ref(key),
           token_.status_text.empty()
               ? "status is missing or no text"
               : fmt::format("status \"{}\" is none of the service's", shown(token_.status_text)));
  } else if (!is_transaction_type(token_.type_text)) {
    report(issue, token_ref(key),
           token_.type_text.empty()
               ? "transaction_type is missing or no text"
               : fmt::format("transaction_type \"{}\" is none of the service's",
                             shown(token_.type_text)));
  }
}

void TokenAuditor::audit_wallet(model::KeyView key, const model::ItemView& item) {
  if (!options_.look_up_wallets) return;
  const auto wallet = store_.codec().key_of(item, {&TokenPaths::get().wallet_id, 1});
  wallet_keys_.push_back(wallet ? wallet->text : std::string());
  wallet_tokens_.push_back(token_ref(key));
}

base::Status TokenAuditor::end_page() {
  WHIMBREL_ASSIGN(const std::vector<bool> exist, wallets_.exist(wallet_keys_));
  for (std::size_t i = 0; i < exist.size(); ++i) {
    if (exist[i]) continue;
    report(IntegrityIssue::orphaned_tokens, std::move(wallet_tokens_[i]),
           wallet_keys_[i].empty()
               ? "wallet_id is missing"
               : fmt::format("wallet {} does not exist", shown(wallet_keys_[i])));
  }
  wallet_keys_.clear();
  wallet_tokens_.clear();
  return {};
}

TokenRef TokenAuditor::token_ref(model::KeyView key) const {
  return {shown(key), shown(token_.npub), shown(token_.status_text)};
}

void TokenAuditor::report(IntegrityIssue issue, TokenRef token, std::string reason) {
  IntegrityFinding& finding = findings[static_cast<std::size_t>(issue)];
  ++finding.count;
  if (finding.details.size() >= options_.details_max) return;
  finding.details.push_back({std::move(reason), {}, {}});
  finding.details.back().tokens.push_back(std::move(token));
}

}  // namespace whimbrel::packs::wallet
