#include "whimbrel/packs/wallet/token_fields.hpp"

#include <algorithm>
#include <array>

#include "whimbrel/model/value.hpp"

namespace whimbrel::packs::wallet {
namespace {

constexpr std::array<std::string_view, token_status_count> status_names{"unspent", "spent",
                                                                        "pending", "failed"};
constexpr std::array<std::string_view, 5> transaction_types{"received", "sent", "minted", "melted",
                                                            "change"};

}  // namespace

std::string_view to_string(TokenStatus status) noexcept {
  return status_names[static_cast<std::size_t>(status)];
}

std::optional<TokenStatus> token_status_from(std::string_view name) noexcept {
  const auto found = std::find(status_names.begin(), status_names.end(), name);
  if (found == status_names.end()) return std::nullopt;
  return static_cast<TokenStatus>(found - status_names.begin());
}

bool is_transaction_type(std::string_view name) noexcept {
  return std::find(transaction_types.begin(), transaction_types.end(), name) !=
         transaction_types.end();
}

std::string shown(std::string_view text) {
  constexpr std::size_t shown_bytes_max = 200;
  if (text.size() <= shown_bytes_max) return std::string(text);
  // Not in the middle of a UTF-8 character.
  std::size_t end = shown_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

const TokenPaths& TokenPaths::get() {
  static const TokenPaths paths;
  return paths;
}

bool read_text(const model::ItemView& item, const model::Path& path, std::string& out) {
  out.clear();
  const auto raw = item.find(path);
  const auto text = raw ? item.string_of(*raw) : std::nullopt;
  if (text) out.assign(*text);
  return text.has_value();
}

base::Result<ExpectedText> ExpectedText::make(const model::ItemCodec& codec,
                                              std::string_view text) {
  std::string encoded;
  WHIMBREL_TRY(codec.encode_value(model::Value(text), encoded));
  return ExpectedText(std::string(text), std::move(encoded));
}

}  // namespace whimbrel::packs::wallet
