#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/packs/wallet/random.hpp"
#include "whimbrel/packs/wallet/token_fields.hpp"

namespace whimbrel::packs::wallet {

enum class TokenShape : std::uint8_t {
  realistic,  // every field at its real length, about 840 bytes
  compact,    // short proofs, no wallet_id, metadata and updatedAt: about 470 bytes, for measuring
};

enum class TokenOrder : std::uint8_t {
  by_time,  // ascending ObjectIds, as a service makes them
  random,   // ObjectIds in no order
};

struct TokenGeneratorOptions {
  std::uint64_t count = 100'000;
  std::uint64_t seed = 1;
  // How many of the tokens are melted and unspent: 0 … 1.
  double melted_unspent_share = 0.01;
  // How many users there are; few hold many tokens, many hold few. 0 = one for ten tokens.
  std::uint64_t owners = 0;
  TokenShape shape = TokenShape::realistic;
  TokenOrder order = TokenOrder::by_time;
};

// Makes up wallet tokens as canonical Extended JSON without blanks: one to three proofs of powers
// of two that add up to total_amount, all transaction types and states, four mints, creation times
// over the year 2024. Some melted tokens carry the proofs of a spent one, as live data has it. One
// in two hundred has an old field name (created_at), one in two hundred no spent_at, one in two
// hundred a 64-bit amount.
//
// The same options give the same tokens on every machine. Not synchronised.
class TokenGenerator {
 public:
  explicit TokenGenerator(const TokenGeneratorOptions& options);

  // Gives the next token: `key` in canonical form ({"$oid":"…"}) and `item`, both overwritten.
  // False when `count` were given. by_time keys ascend.
  bool next(std::string& key, std::string& item);

  std::uint64_t made() const noexcept { return made_; }
  // How many of those are melted and unspent.
  std::uint64_t melted_unspent_made() const noexcept { return melted_unspent_made_; }

 private:
  // What the fields of one token are made of.
  struct Token {
    std::string_view transaction_type;
    TokenStatus status = TokenStatus::unspent;
    std::uint64_t owner = 0;
    std::size_t mint = 0;
    std::uint64_t total_amount = 0;
    std::int64_t created_ms = 0;
    bool old_field_name = false;
    bool without_spent_at = false;
    bool wide_amount = false;
  };
  struct SpentProofs {
    std::string text;
    std::uint64_t owner = 0;
    std::size_t mint = 0;
    std::uint64_t total_amount = 0;
  };

  std::int64_t choose_second();
  Token choose_token(std::int64_t created_s);
  void choose_kind(Token& token);
  void make_object_id(std::int64_t created_s);
  void make_proofs(Token& token);
  void append_proof(std::uint64_t amount);
  void remember_spent_proofs(const Token& token);
  void append_item(const Token& token, std::string& item);
  void append_times(const Token& token, std::string& item);
  void append_npub(std::uint64_t owner, std::string& item) const;
  void append_wallet_id(const Token& token, std::string& item) const;

  TokenGeneratorOptions options_;
  Random random_;
  std::uint64_t machine_;
  std::uint64_t made_ = 0;
  std::uint64_t melted_unspent_made_ = 0;
  std::array<char, 24> object_id_{};
  std::string proofs_;
  SpentProofs spent_proofs_;
};

}  // namespace whimbrel::packs::wallet
