#pragma once

#include <string>
#include <vector>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/settings/target_spec.hpp"
#include "whimbrel/stores/native_backups.hpp"

namespace whimbrel::cli {

// A table of backups that a server keeps.
std::string native_backups_to_text(const Invocation& call,
                                   const std::vector<stores::NativeBackup>& backups);

// [{id, name, collection, created_at, items, bytes, status}].
Json native_backups_to_json(const std::vector<stores::NativeBackup>& backups);

// The commands that restore a backup into a new collection: whimbrel's own, and that of the
// server's tool.
struct RestoreCommands {
  std::string own;
  std::string of_server;
};
RestoreCommands restore_commands(const stores::NativeBackups& backups,
                                 const stores::NativeBackup& backup, const TargetSpec& target);

// A name for the collection that a backup is restored into, for people to change.
std::string restored_name(const stores::NativeBackup& backup);

}  // namespace whimbrel::cli
