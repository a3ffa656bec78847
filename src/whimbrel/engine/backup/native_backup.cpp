#include "whimbrel/engine/backup/native_backup.hpp"

#include <fmt/format.h>

namespace whimbrel::engine {
namespace {

using stores::NativeBackup;

base::Error among_others(base::Error error, std::span<const NativeBackup> begun) {
  std::string names;
  for (const NativeBackup& backup : begun) names += (names.empty() ? "" : ", ") + backup.name;
  if (!names.empty()) error.with_context("the server goes on with " + names);
  return error;
}

}  // namespace

base::Result<stores::NativeBackups*> offered_native_backups(stores::Store& store) {
  stores::NativeBackups* const backups = store.native_backups();
  if (backups == nullptr) return nullptr;
  WHIMBREL_ASSIGN(const bool offered, backups->are_offered());
  return offered ? backups : nullptr;
}

base::Result<std::vector<NativeBackup>> create_native_backups(
    stores::NativeBackups& backups, std::span<const std::string> collections,
    base::UnixMillis now_ms, const std::function<void(std::string)>& tell,
    const base::Cancellation& cancellation) {
  std::vector<NativeBackup> begun;
  for (const std::string& collection : collections) {
    tell(fmt::format("the server begins to back up {}", collection));
    auto backup = backups.start(collection, now_ms);
    if (!backup) return tl::unexpected(among_others(std::move(backup).error(), begun));
    begun.push_back(*std::move(backup));
  }
  for (NativeBackup& backup : begun) {
    tell(fmt::format("waiting until {} can be used", backup.name));
    auto usable = backups.wait_until_usable(backup.id, cancellation);
    if (!usable) return tl::unexpected(among_others(std::move(usable).error(), begun));
    backup = *std::move(usable);
  }
  return begun;
}

}  // namespace whimbrel::engine
