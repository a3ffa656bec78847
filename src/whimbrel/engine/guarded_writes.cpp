#include "whimbrel/engine/guarded_writes.hpp"

#include <algorithm>
#include <string>

#include "whimbrel/stores/write_group.hpp"

namespace whimbrel::engine {
namespace {

std::size_t bytes_of(const stores::ItemWrite& write) {
  std::size_t bytes = write.key.size() + std::max(write.basis.size(), write.after.size());
  for (const auto& edit : write.edits) bytes += edit.raw.size();
  return bytes;
}

// How many writes from `at` on fit one call; a group is never cut.
std::size_t call_size(std::span<const stores::ItemWrite> writes, std::size_t at,
                      const stores::Capabilities& capabilities) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (at + count < writes.size()) {
    const std::size_t group = stores::group_size(writes.subspan(at + count));
    for (std::size_t i = 0; i < group; ++i) bytes += bytes_of(writes[at + count + i]);
    const bool fits =
        count + group <= capabilities.write_items_max && bytes <= capabilities.write_bytes_max;
    if (count > 0 && !fits) break;
    count += group;
  }
  return count;
}

// What came of a group as a whole: its first write that was not possible says so.
stores::WriteOutcome outcome_of(std::span<const stores::WriteOutcome> outcomes) {
  for (const stores::WriteOutcome outcome : outcomes)
    if (outcome != stores::WriteOutcome::applied && outcome != stores::WriteOutcome::held_back)
      return outcome;
  return stores::WriteOutcome::applied;
}

void count_group(const Batch& round, std::size_t first,
                 std::span<const stores::WriteOutcome> outcomes, WriteTally& tally,
                 FailedWrites& failed) {
  const std::size_t last = first + outcomes.size() - 1;
  switch (outcome_of(outcomes)) {
    case stores::WriteOutcome::applied:
      for (std::size_t i = first; i <= last; ++i) tally.applied.push_back({&round, i});
      break;
    case stores::WriteOutcome::exists:
      // Of an item that moves, somebody took the place meanwhile: its planning must say so.
      if (outcomes.size() == 1)
        ++tally.skipped;
      else
        failed.push_back(&round.writes()[last]);
      break;
    case stores::WriteOutcome::guard_failed:
      failed.push_back(&round.writes()[last]);
      break;
    case stores::WriteOutcome::missing:
    case stores::WriteOutcome::held_back:
      ++tally.skipped;
      break;
  }
}

base::Status write_round(stores::Session& session, const stores::Capabilities& capabilities,
                         const Batch& round, WriteTally& tally, FailedWrites& failed) {
  const auto writes = round.writes();
  std::vector<stores::WriteOutcome> outcomes;
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t count = call_size(writes, at, capabilities);
    outcomes.assign(count, stores::WriteOutcome::guard_failed);
    WHIMBREL_TRY(session.write(writes.subspan(at, count), outcomes));
    for (std::size_t i = 0; i < count;) {
      const std::size_t group = stores::group_size(writes.subspan(at + i, count - i));
      count_group(round, at + i, std::span(outcomes).subspan(i, group), tally, failed);
      i += group;
    }
    at += count;
  }
  return {};
}

}  // namespace

base::Status write_guarded(stores::Session& session, const stores::Capabilities& capabilities,
                           const Batch& batch, const RetryRules& rules, WriteTally& tally) {
  const Batch* round = &batch;
  FailedWrites failed;
  for (std::uint32_t attempt = 0;; ++attempt) {
    if (rules.before_round && round->size() > 0) WHIMBREL_TRY(rules.before_round(*round, tally));
    failed.clear();
    WHIMBREL_TRY(write_round(session, capabilities, *round, tally, failed));
    if (failed.empty()) return {};
    tally.conflicts += failed.size();
    if (attempt == rules.retries_max) {
      for (const stores::ItemWrite* write : failed)
        tally.rejected.push_back({std::string(write->key),
                                  "kept changing under live writers; left as it is",
                                  std::string(write->collection)});
      return {};
    }
    Batch& retry = tally.retries.emplace_back();
    WHIMBREL_TRY(rules.plan_again(failed, retry, tally));
    retry.seal();
    tally.rejected.insert(tally.rejected.end(), retry.rejected.begin(), retry.rejected.end());
    round = &retry;
  }
}

RunCounters counters_of(const Batch& batch, const WriteTally& tally) {
  RunCounters counters;
  counters.scanned = batch.scanned;
  counters.changed = static_cast<std::uint64_t>(std::count_if(
      tally.applied.begin(), tally.applied.end(),
      [](const AppliedWrite& write) { return !write.batch->writes()[write.index].with_next; }));
  counters.conflicts = tally.conflicts;
  counters.skipped = tally.skipped;
  counters.quarantined = tally.rejected.size();
  counters.batches = 1;
  return counters;
}

}  // namespace whimbrel::engine
