#include "whimbrel/stores/dynamodb/backup_name.hpp"

#include <fmt/format.h>

#include "whimbrel/model/digest.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

constexpr std::size_t backup_name_chars_max = 255;
constexpr std::size_t name_hash_digits = 12;

}  // namespace

std::string native_backup_name(base::UnixMillis created_ms, std::string_view table) {
  const std::string prefix = "migration-backup-" + base::format_compact(created_ms) + '-';
  const std::size_t room = backup_name_chars_max - prefix.size();
  if (table.size() <= room) return prefix + std::string(table);
  const std::string hash = model::to_hex(model::sha256_of(table)).substr(0, name_hash_digits);
  return fmt::format("{}{}-{}", prefix, table.substr(0, room - name_hash_digits - 1), hash);
}

}  // namespace whimbrel::stores::dynamodb
