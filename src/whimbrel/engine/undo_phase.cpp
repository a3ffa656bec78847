#include "whimbrel/engine/undo_phase.hpp"

#include <utility>

#include "whimbrel/engine/journal_index.hpp"
#include "whimbrel/engine/phase_meter.hpp"
#include "whimbrel/engine/throttle.hpp"
#include "whimbrel/engine/undo_committer.hpp"
#include "whimbrel/engine/undo_source.hpp"
#include "whimbrel/stores/store_maintainer.hpp"

namespace whimbrel::engine {
namespace {

base::Result<JournalIndex> verified_journal(stores::Session& session, const RunRecord& run,
                                            std::uint32_t segment) {
  Ledger ledger(session);
  WHIMBREL_ASSIGN(const auto applied, ledger.checkpoint(run.run_id, "apply", segment));
  const JournalPosition end = applied ? applied->journal : JournalPosition{};
  auto index = JournalIndex::verify(session, run.run_id, segment, end);
  if (index) return index;
  if (index.error().kind() != base::ErrorKind::corrupt) return index;
  return base::fail(base::ErrorKind::refused,
                    "No backup data found - cannot rollback safely: " + index.error().describe(),
                    "put the collection back from the backup made before the run: `whimbrel backup "
                    "restore --existing replace`");
}

base::Result<PhaseEnd> write_batches(ActiveRun& run, const RunOptions& options,
                                     const base::Clock& clock, PhaseMeter& meter,
                                     const RunCounters& earlier, BatchReader& reader,
                                     UndoCommitter& committer) {
  Throttle throttle(clock, options.items_per_s_max);
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request, poll_until_due(run, clock, throttle));
    if (request == ControlRequest::pause) return PhaseEnd::pause_requested;
    WHIMBREL_ASSIGN(const Batch* batch, reader.next());
    if (batch == nullptr) return PhaseEnd::finished;
    WHIMBREL_TRY(committer.commit(*batch));
    RunCounters counters = earlier;
    counters += committer.checkpoint().counters;
    meter.report(progress_of(counters));
    throttle.done(batch->scanned);
  }
}

base::Result<Checkpoint> undo_checkpoint(ActiveRun& run, std::uint32_t segment,
                                         const JournalIndex& index) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(auto loaded, ledger.checkpoint(run.record().run_id, "undo", segment));
  if (loaded) return *std::move(loaded);
  Checkpoint start;
  start.segment = segment;
  start.journal.next_sequence = index.block_count();
  return start;
}

// Takes back what one segment's journal holds, and adds what it counted to `counters`.
base::Result<PhaseEnd> undo_segment(const RunEnvironment& environment, ActiveRun& run,
                                    const RunOptions& options, stores::Session& reading,
                                    JournalIndex index, std::uint32_t segment, PhaseMeter& meter,
                                    RunCounters& counters) {
  WHIMBREL_ASSIGN(const Checkpoint checkpoint, undo_checkpoint(run, segment, index));
  if (checkpoint.done) {
    counters += checkpoint.counters;
    return PhaseEnd::finished;
  }
  const model::ItemCodec& codec = environment.store.codec();
  UndoCommitter committer(environment.store, run.session(), environment.clock,
                          ItemRestorer(codec, options.rollback_policy),
                          {run.record().run_id, run.fence(), options.conflict_retries_max},
                          checkpoint);
  UndoSource source(reading, std::move(index), ItemRestorer(codec, options.rollback_policy),
                    checkpoint.journal.next_sequence);
  stores::StoreMaintainer maintainer(environment.store);
  base::Result<PhaseEnd> end = [&] {
    BatchReader reader(source);
    return write_batches(run, options, environment.clock, meter, counters, reader, committer);
  }();
  const base::Status maintained = maintainer.stop();
  if (!end) return end;
  WHIMBREL_TRY(maintained);
  counters += committer.checkpoint().counters;
  return end;
}

}  // namespace

base::Status check_journal(const RunEnvironment& environment, ActiveRun& run) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  for (std::uint32_t segment = 0; segment < run.record().segments; ++segment)
    WHIMBREL_TRY(verified_journal(*session, run.record(), segment));
  return {};
}

base::Result<PhaseEnd> undo_changes(const RunEnvironment& environment, ActiveRun& run,
                                    const RunOptions& options) {
  WHIMBREL_ASSIGN(const auto reading, environment.store.open_session());
  std::vector<JournalIndex> indexes;
  std::uint64_t entries = 0;
  for (std::uint32_t segment = 0; segment < run.record().segments; ++segment) {
    WHIMBREL_ASSIGN(auto index, verified_journal(*reading, run.record(), segment));
    entries += index.entry_count();
    indexes.push_back(std::move(index));
  }
  PhaseMeter meter(environment.progress, environment.clock, "undo", entries);
  RunCounters counters;
  // Later passes may build on what earlier ones wrote.
  for (std::uint32_t segment = run.record().segments; segment-- > 0;) {
    WHIMBREL_ASSIGN(const PhaseEnd end,
                    undo_segment(environment, run, options, *reading, std::move(indexes[segment]),
                                 segment, meter, counters));
    if (end != PhaseEnd::finished) return end;
  }
  meter.finish(progress_of(counters));
  return PhaseEnd::finished;
}

base::Result<RunCounters> undo_counters(ActiveRun& run) {
  Ledger ledger(run.session());
  RunCounters counters;
  for (std::uint32_t segment = 0; segment < run.record().segments; ++segment) {
    WHIMBREL_ASSIGN(const auto checkpoint, ledger.checkpoint(run.record().run_id, "undo", segment));
    if (checkpoint) counters += checkpoint->counters;
  }
  return counters;
}

}  // namespace whimbrel::engine
