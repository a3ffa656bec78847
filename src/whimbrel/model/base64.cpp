#include "whimbrel/model/base64.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace whimbrel::model {
namespace {

// EVP_EncodeBlock counts in int; a multiple of 3 so that only the last piece is padded.
constexpr std::size_t piece_bytes_max = std::size_t{3} << 20;

const unsigned char* octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void append_base64(std::span<const std::uint8_t> bytes, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4 + 1);  // OpenSSL ends its text with a NUL
  auto* target = reinterpret_cast<unsigned char*>(out.data()) + start;
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), piece_bytes_max));
    target += EVP_EncodeBlock(target, piece.data(), static_cast<int>(piece.size()));
    bytes = bytes.subspan(piece.size());
  }
  out.pop_back();
}

std::optional<std::vector<std::uint8_t>> read_base64(std::string_view text) {
  constexpr std::size_t piece_text_max = piece_bytes_max / 3 * 4;
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3);
  if (text.size() % 4 != 0) return std::nullopt;
  auto* target = bytes.data();
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view piece = rest.substr(0, piece_text_max);
    const int count = EVP_DecodeBlock(target, octets(piece), static_cast<int>(piece.size()));
    if (count < 0) return std::nullopt;
    target += count;
    rest.remove_prefix(piece.size());
  }
  bytes.resize(static_cast<std::size_t>(target - bytes.data()));
  // OpenSSL decodes padding as zero bytes and skips blanks: only what encodes to this text is it.
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  if (bytes.size() < padding) return std::nullopt;
  bytes.resize(bytes.size() - padding);
  std::string again;
  again.reserve(text.size() + 1);
  append_base64(bytes, again);
  if (again != text) return std::nullopt;
  return bytes;
}

}  // namespace whimbrel::model
