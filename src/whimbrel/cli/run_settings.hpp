#pragma once

#include <cstdint>
#include <optional>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::cli {

// A plan that people thought about for longer is held against the data again.
inline constexpr std::int64_t plan_fresh_ms = 60'000;

// The settings that verbs which apply or undo take.
void declare_run_settings(OptionSet& options);

// What was told, as the engine wants it, but for the backup's passphrase.
base::Result<engine::RunOptions> run_options_of(const Invocation& call);
// With the passphrase, for verbs that may take a backup. Errors are those of the passphrase.
base::Result<engine::RunOptions> run_options_with_backup(const Invocation& call);

// How many items test mode changes: what was told, else what the migration says of itself, else a
// few; nullopt without test mode. To be put into the options that its plan is made with.
std::optional<std::uint64_t> test_items_max_of(const Invocation& call,
                                               const engine::MigrationInfo& migration);

// The backups' passphrase from --passphrase-file or WHIMBREL_PASSPHRASE; empty when none is told.
// Errors as base::secret_from_file and base::secret_from_environment.
base::Result<base::Secret> backup_passphrase_of(const Invocation& call);

}  // namespace whimbrel::cli
