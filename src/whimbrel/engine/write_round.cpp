#include "whimbrel/engine/write_round.hpp"

#include <algorithm>

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

}  // namespace

base::Status write_round(stores::Session& session, const stores::Capabilities& capabilities,
                         const Batch& batch, std::vector<AppliedWrite>& applied,
                         std::vector<model::KeyView>& failed, std::uint64_t& skipped) {
  const auto writes = batch.writes();
  std::vector<stores::WriteOutcome> outcomes;
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t count = call_size(writes, at, capabilities);
    outcomes.assign(count, stores::WriteOutcome::guard_failed);
    WHIMBREL_TRY(session.write(writes.subspan(at, count), outcomes));
    for (std::size_t i = 0; i < count; ++i) {
      switch (outcomes[i]) {
        case stores::WriteOutcome::applied:
          applied.push_back({&batch, at + i});
          break;
        case stores::WriteOutcome::guard_failed:
          failed.push_back(writes[at + i].key);
          break;
        case stores::WriteOutcome::missing:
        case stores::WriteOutcome::exists:
          ++skipped;
          break;
      }
    }
    at += count;
  }
  return {};
}

}  // namespace whimbrel::engine
