#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::stores {

// A backup of one collection that the server made and keeps beside its data.
struct NativeBackup {
  std::string id;  // as the server knows it: an ARN
  std::string name;
  std::string collection;
  base::UnixMillis created_ms = 0;
  std::uint64_t items = 0;  // as the server counts them, which may be hours old
  std::uint64_t bytes = 0;
  std::string status;      // the server's word: "CREATING", "AVAILABLE"
  bool is_usable = false;  // complete, and can be restored
};

// The backups that a store's server makes itself. Thread-safe.
class NativeBackups {
 public:
  virtual ~NativeBackups() = default;

  // Whether the server has the calls: one that stands in for the real one may not.
  virtual base::Result<bool> are_offered() = 0;

  // Begins one under the name migration-backup-YYYYMMDD-HHMMSS-COLLECTION, of `now_ms`, shortened
  // where the server takes no such length. not_found without the collection.
  virtual base::Result<NativeBackup> start(std::string_view collection,
                                           base::UnixMillis now_ms) = 0;
  // unavailable when the store's time limit passes first, cancelled; the server goes on meanwhile.
  virtual base::Result<NativeBackup> wait_until_usable(std::string_view id,
                                                       const base::Cancellation& cancellation) = 0;

  // Those of a collection, also of one that is gone, oldest first; of all for an empty name.
  virtual base::Result<std::vector<NativeBackup>> list(std::string_view collection) = 0;
  // By its id, or its name if only one has it. not_found; usage for a name that several have.
  virtual base::Result<NativeBackup> find(std::string_view id_or_name) = 0;

  // Makes the new collection `into` of it, and waits until it can be used. refused when there is
  // one already; unavailable and cancelled as above.
  virtual base::Status restore(std::string_view id, std::string_view into,
                               const base::Cancellation& cancellation) = 0;
  // The same as a command of the server's own tool, to copy.
  virtual std::string restore_command(std::string_view id, std::string_view into) const = 0;
  // What a restored collection lacks, for whoever restores: "its tags, …".
  virtual std::string_view not_restored() const = 0;

  virtual base::Status erase(std::string_view id) = 0;
};

}  // namespace whimbrel::stores
