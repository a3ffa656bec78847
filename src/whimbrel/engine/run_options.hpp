#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "whimbrel/base/cancellation.hpp"
#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/blast_radius_limit.hpp"
#include "whimbrel/engine/progress.hpp"
#include "whimbrel/engine/run_events.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

enum class OnFailedVerification : std::uint8_t { stop, roll_back };

// What to do with a field that somebody changed after the run did.
enum class RollbackPolicy : std::uint8_t {
  leave,      // leave the whole item as it is, and say so
  merge,      // take back the run's other fields, leave that one
  overwrite,  // take back everything
};

// Chosen once, by the operator; never changed by the run.
struct RunOptions {
  bool dry_run = false;
  // TEST_MODE: change only the first few items that a scan gives (in key order, where it goes so).
  std::optional<std::uint64_t> test_items_max;
  std::uint32_t batch_items_max = 5'000;
  // More than 1: the run is cut into so many parts, which other processes may take (run_work).
  std::uint32_t shared_parts = 1;
  // Readers working side by side in plan and verification.
  std::uint32_t parallel_segments = 2;
  BlastRadius blast_radius;
  bool backup_first = true;
  // As a portable archive also where the store's server makes backups of its own.
  bool backup_as_archive = false;
  std::string backup_directory = ".";
  // Encrypts the backup when not empty.
  base::Secret backup_passphrase;
  OnFailedVerification on_failed_verification = OnFailedVerification::stop;
  RollbackPolicy rollback_policy = RollbackPolicy::leave;
  // How often an item whose guard failed is read and tried again before it is quarantined.
  std::uint32_t conflict_retries_max = 5;
  // 0 = as fast as the store takes it.
  std::uint64_t items_per_s_max = 0;
  std::int64_t lease_ttl_ms = 30'000;
  // "user@host", for ledger and audit.
  std::string actor;
};

// What a run works with; everything outlives the run.
struct RunEnvironment {
  stores::Store& store;
  const base::Clock& clock;
  const base::Cancellation& cancellation;
  ProgressSink& progress;
  // An empty store of the target's kind, on which writing is rehearsed to estimate its time; null =
  // no estimate.
  stores::Store* scratch = nullptr;
  // Told what happens to the run; null = nobody.
  RunEvents* events = nullptr;
};

}  // namespace whimbrel::engine
