#include "whimbrel/engine/journal_sweep.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "whimbrel/engine/entry_items.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/phase_meter.hpp"
#include "whimbrel/engine/worker_threads.hpp"

namespace whimbrel::engine {
namespace {

// Items read at once: a block of a run with large batches may hold thousands of large ones.
constexpr std::size_t read_items_max = 1'000;

class JournalSweep {
 public:
  JournalSweep(const RunEnvironment& environment, JournalReader reader)
      : environment_(environment), reader_(std::move(reader)) {}

  void start(EntryVisitor& visitor) {
    workers_.start([this, &visitor] { return visit_blocks(visitor); });
  }

  base::Status wait(PhaseMeter& meter) {
    base::Status done = workers_.wait([&] { meter.report(progress()); });
    meter.finish(progress());
    return done;
  }

 private:
  Progress progress() const {
    Progress progress;
    progress.done = entries_;
    return progress;
  }

  // The chain is one sequence: threads take turns reading it.
  base::Result<std::optional<JournalBlock>> next_block() {
    const std::lock_guard lock(reading_);
    return reader_.next();
  }

  base::Status visit_blocks(EntryVisitor& visitor) {
    WHIMBREL_ASSIGN(const auto session, environment_.store.open_session());
    while (!workers_.stopping()) {
      WHIMBREL_TRY(environment_.cancellation.check());
      WHIMBREL_ASSIGN(const auto block, next_block());
      if (!block) return {};
      std::span<const JournalEntry> rest(block->entries());
      while (!rest.empty()) {
        const auto part = rest.first(std::min(rest.size(), read_items_max));
        WHIMBREL_TRY(visit_part(*session, visitor, part));
        rest = rest.subspan(part.size());
      }
    }
    return {};
  }

  base::Status visit_part(stores::Session& session, EntryVisitor& visitor,
                          std::span<const JournalEntry> part) {
    stores::Page page;
    WHIMBREL_ASSIGN(const auto places, read_entry_items(session, part, page));
    for (std::size_t i = 0; i < part.size(); ++i) {
      std::optional<std::string_view> current;
      if (places[i]) current = page[*places[i]].bytes;
      WHIMBREL_TRY(visitor.visit(part[i], current));
    }
    entries_ += part.size();
    return {};
  }

  const RunEnvironment& environment_;
  std::mutex reading_;
  JournalReader reader_;
  std::atomic<std::uint64_t> entries_{0};
  WorkerThreads workers_;
};

}  // namespace

base::Status sweep_journal(const RunEnvironment& environment, const std::string& run_id,
                           std::uint32_t segment, std::uint32_t threads, std::string_view phase,
                           const std::function<base::Result<EntryVisitor*>()>& make_visitor) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  WHIMBREL_ASSIGN(const auto checkpoint, ledger.checkpoint(run_id, "apply", segment));
  if (!checkpoint) return {};
  std::vector<EntryVisitor*> visitors;
  for (std::uint32_t i = 0; i < std::max(threads, 1u); ++i) {
    WHIMBREL_ASSIGN(EntryVisitor * visitor, make_visitor());
    visitors.push_back(visitor);
  }
  PhaseMeter meter(environment.progress, environment.clock, phase, checkpoint->counters.changed);
  JournalSweep sweep(environment, JournalReader(*session, run_id, segment, checkpoint->journal));
  for (EntryVisitor* visitor : visitors) sweep.start(*visitor);
  return sweep.wait(meter);
}

}  // namespace whimbrel::engine
