#include "whimbrel/engine/apply_phase.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/engine/apply_committer.hpp"
#include "whimbrel/engine/apply_source.hpp"
#include "whimbrel/engine/blast_radius.hpp"
#include "whimbrel/engine/phase_meter.hpp"
#include "whimbrel/engine/run_announcer.hpp"
#include "whimbrel/engine/throttle.hpp"
#include "whimbrel/stores/store_maintainer.hpp"

namespace whimbrel::engine {
namespace {

base::Result<Checkpoint> load_checkpoint(ActiveRun& run) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(auto checkpoint, ledger.checkpoint(run.record().run_id, "apply", sole_segment));
  return checkpoint.value_or(Checkpoint{});
}

ApplySource::Start start_of(const Plan& plan, const Checkpoint& checkpoint) {
  ApplySource::Start start;
  start.after_key = checkpoint.last_key;
  if (plan.test_items_max) {
    const std::uint64_t changed = checkpoint.counters.changed;
    start.changes_left = *plan.test_items_max - std::min(changed, *plan.test_items_max);
  }
  return start;
}

base::Status check_radius(const Migration& migration, const RunOptions& options, const Plan& plan,
                          const RunCounters& counters, const Batch& batch) {
  WHIMBREL_TRY(check_still_within(options.blast_radius, plan, counters.changed, batch.items()));
  return check_still_within(migration.blast_radius(), plan, counters.changed, batch.items());
}

base::Result<PhaseEnd> write_batches(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report, BatchReader& reader,
                                     ApplyCommitter& committer) {
  const RunAnnouncer announcer(environment, migration, options);
  PhaseMeter meter(environment.progress, environment.clock, "apply", run.plan().items_total);
  Throttle throttle(environment.clock, options.items_per_s_max);
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request, run.poll_until_due(throttle));
    if (request == ControlRequest::pause) return PhaseEnd::pause_requested;
    if (request == ControlRequest::abort) return PhaseEnd::abort_requested;
    WHIMBREL_ASSIGN(const Batch* batch, reader.next());
    if (batch == nullptr) break;
    const RunCounters before = committer.checkpoint().counters;
    WHIMBREL_TRY(check_radius(migration, options, run.plan(), before, *batch));
    WHIMBREL_TRY(committer.commit(*batch));
    announcer.tell_batch(run.record(), before, committer.checkpoint().counters, report);
    meter.report(progress_of(committer.checkpoint().counters));
    throttle.done(batch->scanned);
  }
  meter.finish(progress_of(committer.checkpoint().counters));
  return PhaseEnd::finished;
}

}  // namespace

base::Result<PhaseEnd> apply_changes(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report) {
  if (migration.info().collection.empty()) return PhaseEnd::finished;
  WHIMBREL_ASSIGN(const Checkpoint checkpoint, load_checkpoint(run));
  if (checkpoint.done) {
    // A crash between the last batch and the run's record would leave that without its counters.
    WHIMBREL_TRY(run.set_counters(checkpoint.counters));
    return PhaseEnd::finished;
  }
  const auto make_changer = [&] {
    return ItemChanger::make(migration, run.plan().inputs, environment.store);
  };
  WHIMBREL_ASSIGN(auto planning, make_changer());
  WHIMBREL_ASSIGN(auto settling, make_changer());
  WHIMBREL_ASSIGN(const auto reading, environment.store.open_session());

  ApplyCommitter committer(
      environment.store, run.session(), environment.clock, std::move(settling),
      {run.record().run_id, run.plan().collection, run.fence(), options.conflict_retries_max},
      checkpoint);
  WHIMBREL_TRY(committer.recover());
  ApplySource::Start start = start_of(run.plan(), checkpoint);
  start.where = migration.prefilter();
  if (!migration.info().repeatable) start.settled_keys = committer.carried_keys();
  planning.probe_inserts(InsertProbe(*reading));
  ApplySource source(*reading, std::move(planning), run.plan().collection, options.batch_items_max,
                     std::move(start));
  stores::StoreMaintainer maintainer(environment.store);
  base::Result<PhaseEnd> end = [&] {
    BatchReader reader(source);
    return write_batches(environment, migration, run, options, report, reader, committer);
  }();
  // An error in the background, such as a sync that failed, stops the run too: what was committed
  // stands, and a resumed run goes on from there.
  const base::Status maintained = maintainer.stop();
  if (!end) return end;
  WHIMBREL_TRY(run.set_counters(committer.checkpoint().counters));
  WHIMBREL_TRY(maintained);
  return end;
}

base::Status settle_interrupted_batch(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run) {
  if (environment.store.capabilities().transactions || migration.info().collection.empty())
    return {};
  WHIMBREL_ASSIGN(const Checkpoint checkpoint, load_checkpoint(run));
  WHIMBREL_ASSIGN(auto changer, ItemChanger::make(migration, run.plan().inputs, environment.store));
  ApplyCommitter committer(environment.store, run.session(), environment.clock, std::move(changer),
                           {run.record().run_id, run.plan().collection, run.fence(), 0},
                           checkpoint);
  WHIMBREL_TRY(committer.recover());
  if (!committer.carries_over()) return {};
  Batch nothing_new;
  nothing_new.last = checkpoint.done;
  nothing_new.seal();
  return committer.commit(nothing_new);
}

base::Status begin_another_sweep(ActiveRun& run) {
  WHIMBREL_ASSIGN(Checkpoint checkpoint, load_checkpoint(run));
  checkpoint.last_key.reset();
  checkpoint.done = false;
  return Ledger(run.session())
      .put_checkpoint(run.record().run_id, "apply", checkpoint, run.fence());
}

}  // namespace whimbrel::engine
