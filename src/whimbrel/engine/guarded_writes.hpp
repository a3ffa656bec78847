#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/batch.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// One write of a batch that took effect.
struct AppliedWrite {
  const Batch* batch = nullptr;
  std::size_t index = 0;
};

// What became of a batch.
struct WriteTally {
  std::vector<AppliedWrite> applied;
  // Items that live writers kept changing, or that could not be planned again.
  std::vector<RejectedItem> rejected;
  std::uint64_t conflicts = 0;
  // Items that were gone (or, for inserts, there already), and what plan_again left alone.
  std::uint64_t skipped = 0;
  // What was planned again; `applied` points into it.
  std::deque<Batch> retries;
};

// Writes that live writers forestalled; of a group the last one stands for all.
using FailedWrites = std::vector<const stores::ItemWrite*>;

// How to go on when live writers changed items between their reading and their writing.
struct RetryRules {
  std::uint32_t retries_max = 5;
  // Called before each round that writes anything; may be empty.
  std::function<base::Status(const Batch& round, const WriteTally& so_far)> before_round;
  // Reads the items of the failed writes as they are now and plans their writes into `retry`; what
  // needs no write counts in `tally`.
  std::function<base::Status(const FailedWrites& failed, Batch& retry, WriteTally& tally)>
      plan_again;
};

// Performs every write of a sealed batch, in calls as large as the store takes them, and again
// those whose guard failed, until they succeed or retries_max is reached. Errors: those of the
// store and of the rules' functions.
base::Status write_guarded(stores::Session& session, const stores::Capabilities& capabilities,
                           const Batch& batch, const RetryRules& rules, WriteTally& tally);

// What a written batch adds to its run.
RunCounters counters_of(const Batch& batch, const WriteTally& tally);

}  // namespace whimbrel::engine
