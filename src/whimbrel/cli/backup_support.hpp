#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/engine/backup/backup_progress.hpp"
#include "whimbrel/engine/backup/manifest.hpp"

namespace whimbrel::cli {

// The progress of a backup on the progress bar, which must outlive it.
engine::BackupProgressFunction shown_on(ProgressBar& bar);

// Null for an empty passphrase, as the backup functions want it.
const base::Secret* passphrase_or_null(const base::Secret& passphrase);

// A table of an archive's collections.
std::string sections_to_text(const Invocation& call, const engine::ArchiveManifest& manifest);

// {created_at, source, root_hash, items, item_bytes, collections[{collection, codec, items, …}]}.
std::string manifest_to_json(const engine::ArchiveManifest& manifest);

}  // namespace whimbrel::cli
