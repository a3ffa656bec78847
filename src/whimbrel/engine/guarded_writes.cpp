#include "whimbrel/engine/guarded_writes.hpp"

#include <algorithm>
#include <string>

namespace whimbrel::engine {
namespace {

std::size_t bytes_of(const stores::ItemWrite& write) {
  std::size_t bytes = write.key.size() + std::max(write.basis.size(), write.after.size());
  for (const auto& edit : write.edits) bytes += edit.raw.size();
  return bytes;
}

// How many writes from `at` on fit one call.
std::size_t call_size(std::span<const stores::ItemWrite> writes, std::size_t at,
                      const stores::Capabilities& capabilities) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  while (at + count < writes.size() && count < capabilities.write_items_max) {
    bytes += bytes_of(writes[at + count]);
    if (count > 0 && bytes > capabilities.write_bytes_max) break;
    ++count;
  }
  return count;
}

base::Status write_round(stores::Session& session, const stores::Capabilities& capabilities,
                         const Batch& round, WriteTally& tally,
                         std::vector<model::KeyView>& failed) {
  const auto writes = round.writes();
  std::vector<stores::WriteOutcome> outcomes;
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t count = call_size(writes, at, capabilities);
    outcomes.assign(count, stores::WriteOutcome::guard_failed);
    WHIMBREL_TRY(session.write(writes.subspan(at, count), outcomes));
    for (std::size_t i = 0; i < count; ++i) {
      switch (outcomes[i]) {
        case stores::WriteOutcome::applied:
          tally.applied.push_back({&round, at + i});
          break;
        case stores::WriteOutcome::guard_failed:
          failed.push_back(writes[at + i].key);
          break;
        case stores::WriteOutcome::missing:
        case stores::WriteOutcome::exists:
          ++tally.skipped;
          break;
      }
    }
    at += count;
  }
  return {};
}

}  // namespace

base::Status write_guarded(stores::Session& session, const stores::Capabilities& capabilities,
                           const Batch& batch, const RetryRules& rules, WriteTally& tally) {
  const Batch* round = &batch;
  std::vector<model::KeyView> failed;
  for (std::uint32_t attempt = 0;; ++attempt) {
    if (rules.before_round && round->size() > 0) WHIMBREL_TRY(rules.before_round(*round, tally));
    failed.clear();
    WHIMBREL_TRY(write_round(session, capabilities, *round, tally, failed));
    if (failed.empty()) return {};
    tally.conflicts += failed.size();
    if (attempt == rules.retries_max) {
      for (const model::KeyView key : failed)
        tally.rejected.push_back(
            {std::string(key), "kept changing under live writers; left as it is"});
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
  counters.changed = tally.applied.size();
  counters.conflicts = tally.conflicts;
  counters.skipped = tally.skipped;
  counters.quarantined = tally.rejected.size();
  counters.batches = 1;
  return counters;
}

}  // namespace whimbrel::engine
