#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/engine/backup/archive_reader.hpp"
#include "whimbrel/engine/backup/backup_progress.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// What to do about items that are there already under a key of the archive but differ from it.
// Items that are not in the archive always stay.
enum class RestorePolicy : std::uint8_t {
  refuse_existing,  // only into collections that are empty or absent
  only_missing,     // leave them as they are
  replace,          // put the archive's item in their place
};

struct RestoreOptions {
  const base::Secret* passphrase = nullptr;
  KdfCost kdf_cost_max = accepted_kdf_cost_max;
  // Empty: all of the archive.
  std::vector<std::string> collections;
  // Other names for collections: archive's name → store's name.
  std::map<std::string, std::string> into_collections;
  RestorePolicy policy = RestorePolicy::refuse_existing;
  // Prove the whole archive before the first write.
  bool verify_first = true;
};

struct RestoredCollection {
  std::string name;  // in the archive
  std::string into;  // in the store
  std::uint64_t items = 0;
  std::uint64_t inserted = 0;
  std::uint64_t replaced = 0;
  std::uint64_t unchanged = 0;  // were there and the same
  std::uint64_t kept = 0;       // were there, differ, and were left alone
};

struct RestoreSummary {
  std::vector<RestoredCollection> collections;
  // An earlier restore of this archive did not end, and this call completed it.
  bool resumed = false;
};

// Puts an archive's items into a store, batch by batch, in bounded memory. Items are converted when
// the store's encoding is another one. A record in the ledger names the unfinished restore, so
// after a crash the same call completes it, also under refuse_existing; until then and after it,
// writes by others are kept as the policy says.
//
// refused when a collection holds items and the policy forbids it; not_found when the archive has
// no collection of that name; what ArchiveReader and the store give. After an error some of the
// items may be there; running it again completes it.
base::Result<RestoreSummary> restore_backup(base::FileSystem& files, const std::string& path,
                                            stores::Store& store, const RestoreOptions& options,
                                            const BackupProgressFunction& progress,
                                            const base::Cancellation& cancellation);

}  // namespace whimbrel::engine
