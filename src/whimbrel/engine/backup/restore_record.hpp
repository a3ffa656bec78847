#pragma once

#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/backup/archive_format.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// The ledger's note of one archive going into one collection: "restore/ARCHIVE_ID/COLLECTION_HASH".
class RestoreRecord {
 public:
  enum class State : std::uint8_t { none, running, completed };

  // Reads it. corrupt when the record cannot be understood.
  static base::Result<RestoreRecord> load(stores::Session& session, const ArchiveId& archive,
                                          std::string into_collection);

  State state() const noexcept { return state_; }
  // An unfinished restore under this policy.
  bool is_unfinished(RestorePolicy policy) const;

  // busy when another process changed it meanwhile.
  base::Status save(stores::Session& session, State state, RestorePolicy policy);

 private:
  RestoreRecord(std::string key, std::string archive, std::string into_collection)
      : key_(std::move(key)), archive_(std::move(archive)), into_(std::move(into_collection)) {}

  std::string key_;
  std::string archive_;
  std::string into_;
  State state_ = State::none;
  std::string policy_;
  std::uint64_t version_ = 0;  // 0: not there
};

std::string_view to_string(RestorePolicy policy) noexcept;

}  // namespace whimbrel::engine
