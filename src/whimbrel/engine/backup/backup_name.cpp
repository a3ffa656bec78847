#include "whimbrel/engine/backup/backup_name.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::engine {
namespace {

constexpr std::size_t file_name_bytes_max = 255 - std::string_view(".partial").size();
constexpr std::size_t hash_digits = 12;

bool fits_file_name(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '/' && c != 0x7f;
}

std::string subject_of(std::span<const std::string> collections, bool whole_store) {
  if (whole_store || collections.empty()) return "all";
  if (collections.size() == 1) return collections.front();
  return fmt::format("{}-and-{}-more", collections.front(), collections.size() - 1);
}

// Cuts to at most `size` bytes, not inside a UTF-8 sequence.
std::string_view cut_utf8(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace

std::string backup_file_name(base::UnixMillis created_ms, std::span<const std::string> collections,
                             bool whole_store, int attempt) {
  const std::string subject = subject_of(collections, whole_store);
  const std::string prefix = "migration-backup-" + base::format_compact(created_ms) + '-';
  const std::string suffix =
      (attempt > 1 ? fmt::format("-{}", attempt) : "") + std::string(backup_extension);

  std::string safe = subject;
  std::replace_if(
      safe.begin(), safe.end(), [](char c) { return !fits_file_name(c); }, '_');
  const std::size_t room = file_name_bytes_max - prefix.size() - suffix.size();
  if (safe != subject || safe.size() > room) {
    const std::string hash = model::to_hex(model::sha256_of(subject)).substr(0, hash_digits);
    safe = fmt::format("{}-{}", cut_utf8(safe, room - hash_digits - 1), hash);
  }
  return prefix + safe + suffix;
}

}  // namespace whimbrel::engine
