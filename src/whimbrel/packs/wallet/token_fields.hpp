#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/path.hpp"

// The names of the wallet service's data, in one place.
namespace whimbrel::packs::wallet {

inline constexpr std::string_view tokens_collection = "cashu_tokens";
inline constexpr std::string_view wallets_collection = "cashu_wallets";

enum class TokenStatus : std::uint8_t { unspent, spent, pending, failed };
inline constexpr std::size_t token_status_count = 4;

std::string_view to_string(TokenStatus status) noexcept;
// nullopt for a name that the service does not know.
std::optional<TokenStatus> token_status_from(std::string_view name) noexcept;

// Whether tokens of this status can still be spent: unspent and pending.
inline bool is_live(TokenStatus status) noexcept {
  return status == TokenStatus::unspent || status == TokenStatus::pending;
}

// Whether the service knows a transaction type of this name: received, sent, minted, melted,
// change.
bool is_transaction_type(std::string_view name) noexcept;

// A text from the data as a report shows it: whole when it is no longer than any that the service
// makes, else its beginning.
std::string shown(std::string_view text);

// The fields of a token, as paths. A static.
struct TokenPaths {
  model::Path npub{{"npub"}};
  model::Path wallet_id{{"wallet_id"}};
  model::Path proofs{{"proofs"}};
  model::Path mint_url{{"mint_url"}};
  model::Path total_amount{{"total_amount"}};
  model::Path status{{"status"}};
  model::Path transaction_type{{"transaction_type"}};
  model::Path spent_at{{"spent_at"}};

  static const TokenPaths& get();
};

// Copies a text field of the loaded item; false, and `out` empty, when it is missing or no text.
bool read_text(const model::ItemView& item, const model::Path& path, std::string& out);

// A text that a field is compared with, item after item: encoded once, so that the usual comparison
// is one of bytes. Immutable; share between threads.
class ExpectedText {
 public:
  // unsupported when the codec has no strings.
  static base::Result<ExpectedText> make(const model::ItemCodec& codec, std::string_view text);

  // Whether the item that `view` has loaded holds this text at `path`.
  bool is_at(const model::ItemView& view, const model::Path& path) const {
    const auto raw = view.find(path);
    return raw && is(view, *raw);
  }

  // Whether `raw`, a value of the loaded item, is this text, however it is spelled. Codecs encode
  // in the shortest spelling, so only a longer one can be another spelling of the same text.
  bool is(const model::ItemView& view, model::RawValue raw) const {
    if (raw.size() <= encoded_.size()) return raw == encoded_;
    return view.string_of(raw) == std::optional<std::string_view>(text_);
  }

 private:
  ExpectedText(std::string text, std::string encoded)
      : text_(std::move(text)), encoded_(std::move(encoded)) {}

  std::string text_;
  std::string encoded_;
};

}  // namespace whimbrel::packs::wallet
