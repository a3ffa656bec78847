#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/backup/archive_cipher.hpp"
#include "whimbrel/engine/backup/backup_progress.hpp"
#include "whimbrel/engine/backup/manifest.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

struct BackupOptions {
  // Made if missing. The file's name is backup_file_name().
  std::string directory = ".";
  // Empty: all.
  std::vector<std::string> collections;
  // Null: not encrypted. Must live until create_backup returns.
  const base::Secret* passphrase = nullptr;
  KdfCost kdf_cost = default_kdf_cost;
  // Threads that read, pack and encrypt; 0: one a core, up to 8. Each takes about 4 MiB.
  int threads = 0;
  // Places of a collection that are read at once, up to the threads. 0: one for an embedded store,
  // whose reading is the small part, so that the archive is in key order; else one a thread.
  int readers = 0;
};

struct BackupSummary {
  std::string path;
  std::uint64_t file_bytes = 0;
  bool encrypted = false;
  ArchiveManifest manifest;
};

// Writes the collections' items into one new archive, mode 0600. It is durable when this returns;
// after an error or a crash at any instant, no file bears a backup's name that is not a whole one.
//
// Each page of items is read consistently; items that live writers change in between are in the
// archive as they were when their page was read. Memory is bounded by the threads.
//
// not_found for an unknown collection, unsupported for a store without scans, cancelled, and what
// store and file system give.
base::Result<BackupSummary> create_backup(stores::Store& store, base::FileSystem& files,
                                          const base::Clock& clock, const BackupOptions& options,
                                          const BackupProgressFunction& progress,
                                          const base::Cancellation& cancellation);

}  // namespace whimbrel::engine
