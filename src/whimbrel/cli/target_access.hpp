#pragma once

#include <memory>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/dynamodb_access.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/scratch_store.hpp"
#include "whimbrel/cli/settings/target_spec.hpp"
#include "whimbrel/engine/dry_run_store.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/sqlite/sqlite_store.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::cli {

enum class TargetUse {
  read,    // nothing is written, not even into a file's own bookkeeping
  write,   // must be there
  create,  // made when it is not there
};

// An opened target. With a dry run it cannot write, whatever it was opened for: changes go to a
// scratch store in front of it, and with it.
class TargetAccess {
 public:
  // not_found, with what to do about it, when it must be there and is not; what the store gives.
  static base::Result<std::unique_ptr<TargetAccess>> open(const Invocation& call, TargetUse use);
  ~TargetAccess();
  TargetAccess(const TargetAccess&) = delete;
  TargetAccess& operator=(const TargetAccess&) = delete;

  stores::Store& store() const noexcept { return *front_; }
  const TargetSpec& spec() const noexcept { return spec_; }

  // Gives the store back and reports what that came to. All sessions must be gone.
  base::Status close();

 private:
  TargetAccess() = default;
  base::Status open_base(const Invocation& call, TargetUse use, bool may_be_missing);
  base::Status put_scratch_in_front();

  TargetSpec spec_;
  // One of these is the target itself.
  std::unique_ptr<stores::sqlite::SqliteStore> sqlite_;
  std::unique_ptr<DynamoDbAccess> dynamodb_;
  std::unique_ptr<stores::memory::MemoryStore> memory_;
  std::unique_ptr<ScratchStore> overlay_;
  std::unique_ptr<engine::DryRunStore> dry_run_;
  stores::Store* front_ = nullptr;
};

}  // namespace whimbrel::cli
