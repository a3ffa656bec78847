#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/packs/wallet/balance_table.hpp"
#include "whimbrel/packs/wallet/item_scanner.hpp"
#include "whimbrel/packs/wallet/proof_reader.hpp"
#include "whimbrel/packs/wallet/secret_hasher.hpp"
#include "whimbrel/packs/wallet/secret_index.hpp"
#include "whimbrel/packs/wallet/wallet_check.hpp"
#include "whimbrel/packs/wallet/wallet_lookup.hpp"

namespace whimbrel::packs::wallet {

// What one thread of a wallet check finds out about the tokens it reads.
class TokenAuditor final : public ItemScanner {
 public:
  struct Options {
    std::size_t details_max = 100;
    bool look_up_wallets = false;
  };

  // `store` and `hasher` must outlive it.
  TokenAuditor(stores::Store& store, const SecretHasher& hasher, const Options& options);

  // What was found; read it when the scan is over.
  TokenCounts counts;
  BalanceTable balances;
  SecretIndex secrets;
  std::array<IntegrityFinding, integrity_issue_count> findings;
  std::uint64_t tokens_without_npub = 0;

 protected:
  base::Status visit_item(model::KeyView key, const model::ItemView& item) override;
  base::Status visit_unreadable(model::KeyView key) override;
  base::Status end_page() override;

 private:
  // One token's fields, copied because the view's texts are short-lived.
  struct Token {
    std::string npub, mint_url, status_text, type_text;
    bool has_npub = false;
    std::optional<TokenStatus> status;
    std::optional<std::int64_t> total_amount;
    model::Fingerprint owner;
  };

  void read_token(const model::ItemView& item);
  base::Status audit_balance();
  base::Status audit_proofs(model::KeyView key, const model::ItemView& item);
  base::Status take_proof(std::size_t index, const Proof& proof);
  void audit_total(model::KeyView key, const model::ItemView& item, bool has_proofs);
  void audit_status(model::KeyView key);
  void audit_wallet(model::KeyView key, const model::ItemView& item);
  TokenRef token_ref(model::KeyView key) const;
  void report(IntegrityIssue issue, TokenRef token, std::string reason);

  stores::Store& store_;
  const SecretHasher& hasher_;
  Options options_;
  ProofReader proofs_;
  WalletLookup wallets_;
  Token token_;
  engine::AmountSum proof_sum_ = 0;
  std::string bad_proof_;
  std::string scratch_;
  // Of the page's tokens: which wallet each names (empty = none), until they are looked up
  // together.
  std::vector<std::string> wallet_keys_;
  std::vector<TokenRef> wallet_tokens_;
};

}  // namespace whimbrel::packs::wallet
