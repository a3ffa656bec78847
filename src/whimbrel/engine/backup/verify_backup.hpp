#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/backup/archive_reader.hpp"
#include "whimbrel/engine/backup/backup_progress.hpp"
#include "whimbrel/engine/backup/manifest.hpp"

namespace whimbrel::engine {

struct VerifiedBackup {
  std::uint64_t file_bytes = 0;
  bool encrypted = false;
  ArchiveManifest manifest;
};

// Proves an archive restorable, without a store: every frame decodes and has its digest, every item
// is well formed in its codec and has the key that it is filed under, and counts and root hash are
// those of the manifest. Errors as ArchiveReader; corrupt names the frame, and the key where it
// can.
base::Result<VerifiedBackup> verify_backup(base::FileSystem& files, const std::string& path,
                                           const ArchiveReaderOptions& options,
                                           const BackupProgressFunction& progress,
                                           const base::Cancellation& cancellation);

// A backup file as a directory shows it; items and collections are in the manifest, which an
// encrypted one gives only for its passphrase.
struct ListedBackup {
  std::string path;
  std::uint64_t file_bytes = 0;
  base::UnixMillis created_ms = 0;
  bool encrypted = false;
  // Of a readable archive that is not encrypted.
  std::vector<ArchiveManifest::Section> sections;
  // Why it cannot be used; empty when it looks whole (only verify_backup proves it).
  std::string problem;
};

// The archives of a directory by name, so that older ones come first. Unfinished ones (".partial")
// are listed too, with their problem.
base::Result<std::vector<ListedBackup>> list_backups(base::FileSystem& files,
                                                     const std::string& directory);

}  // namespace whimbrel::engine
