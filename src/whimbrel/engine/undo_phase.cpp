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

base::Result<JournalIndex> verified_journal(stores::Session& session, ActiveRun& run) {
  Ledger ledger(session);
  const std::string& run_id = run.record().run_id;
  WHIMBREL_ASSIGN(const auto applied, ledger.checkpoint(run_id, "apply", sole_segment));
  const JournalPosition end = applied ? applied->journal : JournalPosition{};
  auto index = JournalIndex::verify(session, run_id, sole_segment, end);
  if (index) return index;
  if (index.error().kind() != base::ErrorKind::corrupt) return index;
  return base::fail(base::ErrorKind::refused,
                    "No backup data found - cannot rollback safely: " + index.error().describe(),
                    "put the collection back from the backup made before the run: `whimbrel backup "
                    "restore --existing replace`");
}

base::Result<PhaseEnd> write_batches(const RunEnvironment& environment, ActiveRun& run,
                                     const RunOptions& options, std::uint64_t entries,
                                     BatchReader& reader, UndoCommitter& committer) {
  PhaseMeter meter(environment.progress, environment.clock, "undo", entries);
  Throttle throttle(environment.clock, options.items_per_s_max);
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request, run.poll_until_due(throttle));
    if (request == ControlRequest::pause) return PhaseEnd::pause_requested;
    WHIMBREL_ASSIGN(const Batch* batch, reader.next());
    if (batch == nullptr) break;
    WHIMBREL_TRY(committer.commit(*batch));
    meter.report(progress_of(committer.checkpoint().counters));
    throttle.done(batch->scanned);
  }
  meter.finish(progress_of(committer.checkpoint().counters));
  return PhaseEnd::finished;
}

}  // namespace

base::Status check_journal(const RunEnvironment& environment, ActiveRun& run) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  WHIMBREL_TRY(verified_journal(*session, run));
  return {};
}

base::Result<PhaseEnd> undo_changes(const RunEnvironment& environment, ActiveRun& run,
                                    const RunOptions& options) {
  WHIMBREL_ASSIGN(const auto reading, environment.store.open_session());
  WHIMBREL_ASSIGN(auto index, verified_journal(*reading, run));
  const std::uint64_t entries = index.entry_count();
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(auto loaded, ledger.checkpoint(run.record().run_id, "undo", sole_segment));
  if (loaded && loaded->done) return PhaseEnd::finished;
  Checkpoint checkpoint = loaded.value_or(Checkpoint{});
  if (!loaded) checkpoint.journal.next_sequence = index.block_count();

  const model::ItemCodec& codec = environment.store.codec();
  UndoCommitter committer(environment.store, run.session(), environment.clock,
                          ItemRestorer(codec, options.rollback_policy),
                          {run.record().run_id, run.fence(), options.conflict_retries_max},
                          checkpoint);
  UndoSource source(*reading, std::move(index), ItemRestorer(codec, options.rollback_policy),
                    checkpoint.journal.next_sequence);
  stores::StoreMaintainer maintainer(environment.store);
  base::Result<PhaseEnd> end = [&] {
    BatchReader reader(source);
    return write_batches(environment, run, options, entries, reader, committer);
  }();
  const base::Status maintained = maintainer.stop();
  if (!end) return end;
  WHIMBREL_TRY(maintained);
  return end;
}

base::Result<RunCounters> undo_counters(ActiveRun& run) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(const auto checkpoint,
                  ledger.checkpoint(run.record().run_id, "undo", sole_segment));
  return checkpoint ? checkpoint->counters : RunCounters{};
}

}  // namespace whimbrel::engine
