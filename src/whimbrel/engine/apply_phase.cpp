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

base::Result<Checkpoint> load_checkpoint(ActiveRun& run, std::uint32_t pass) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(auto checkpoint, ledger.checkpoint(run.record().run_id, "apply", pass));
  if (checkpoint) return *std::move(checkpoint);
  Checkpoint start;
  start.segment = pass;
  return start;
}

// One pass of a run, and what the passes before it counted.
struct PassTurn {
  const Pass& pass;
  Checkpoint checkpoint;
  RunCounters earlier;
};

RunCounters operator+(RunCounters counters, const RunCounters& more) {
  counters += more;
  return counters;
}

base::Result<ApplySource::Start> start_of(const Plan& plan, const Migration& migration,
                                          const PassTurn& turn, const ApplyCommitter& committer) {
  ApplySource::Start start;
  start.where = turn.pass.prefilter();
  start.after_key = turn.checkpoint.last_key;
  if (plan.test_items_max) {
    const std::uint64_t changed = (turn.earlier + turn.checkpoint.counters).changed;
    start.changes_left = *plan.test_items_max - std::min(changed, *plan.test_items_max);
  }
  if (!migration.info().repeatable) start.settled_keys = committer.carried_keys();
  return start;
}

base::Status check_radius(const Migration& migration, const RunOptions& options, const Plan& plan,
                          const RunCounters& counters, const Batch& batch) {
  WHIMBREL_TRY(check_still_within(options.blast_radius, plan, counters.changed, batch.items()));
  return check_still_within(migration.blast_radius(), plan, counters.changed, batch.items());
}

base::Result<PhaseEnd> write_batches(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report, const RunCounters& earlier,
                                     BatchReader& reader, ApplyCommitter& committer) {
  const RunAnnouncer announcer(environment, migration, options);
  PhaseMeter meter(environment.progress, environment.clock, "apply", run.plan().items_total);
  Throttle throttle(environment.clock, options.items_per_s_max);
  const auto counted = [&] { return earlier + committer.checkpoint().counters; };
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request, run.poll_until_due(throttle));
    if (request == ControlRequest::pause) return PhaseEnd::pause_requested;
    if (request == ControlRequest::abort) return PhaseEnd::abort_requested;
    WHIMBREL_ASSIGN(const Batch* batch, reader.next());
    if (batch == nullptr) break;
    const RunCounters before = counted();
    WHIMBREL_TRY(check_radius(migration, options, run.plan(), before, *batch));
    WHIMBREL_TRY(committer.commit(*batch));
    announcer.tell_batch(run.record(), before, counted(), report);
    meter.report(progress_of(counted()));
    throttle.done(batch->scanned);
  }
  meter.finish(progress_of(counted()));
  return PhaseEnd::finished;
}

base::Result<PhaseEnd> apply_pass(const RunEnvironment& environment, const Migration& migration,
                                  ActiveRun& run, const RunOptions& options, ReportBuilder& report,
                                  const PassTurn& turn) {
  // A crash between the last batch and the run's record would leave that without its counters.
  if (turn.checkpoint.done) {
    WHIMBREL_TRY(run.set_counters(turn.earlier + turn.checkpoint.counters));
    return PhaseEnd::finished;
  }
  const PinnedInputs& inputs = run.plan().inputs;
  const auto make_changer = [&] { return ItemChanger::make(turn.pass, inputs, environment.store); };
  WHIMBREL_ASSIGN(auto planning, make_changer());
  WHIMBREL_ASSIGN(auto settling, make_changer());
  WHIMBREL_ASSIGN(auto walked, PassReader::make(turn.pass, inputs, environment.store.codec()));
  WHIMBREL_ASSIGN(const auto reading, environment.store.open_session());

  ApplyCommitter committer(
      environment.store, run.session(), environment.clock, std::move(settling),
      {run.record().run_id, turn.pass.collection(), run.fence(), options.conflict_retries_max},
      turn.checkpoint);
  WHIMBREL_TRY(committer.recover());
  planning.probe_inserts(InsertProbe(*reading));
  WHIMBREL_ASSIGN(auto start, start_of(run.plan(), migration, turn, committer));
  ApplySource source(*reading, std::move(planning), std::move(walked), options.batch_items_max,
                     std::move(start));
  stores::StoreMaintainer maintainer(environment.store);
  base::Result<PhaseEnd> end = [&] {
    BatchReader reader(source);
    return write_batches(environment, migration, run, options, report, turn.earlier, reader,
                         committer);
  }();
  // An error in the background, such as a sync that failed, stops the run too: what was committed
  // stands, and a resumed run goes on from there.
  const base::Status maintained = maintainer.stop();
  if (!end) return end;
  WHIMBREL_TRY(run.set_counters(turn.earlier + committer.checkpoint().counters));
  WHIMBREL_TRY(maintained);
  return end;
}

base::Status settle_interrupted_pass(const RunEnvironment& environment, ActiveRun& run,
                                     const Pass& pass, const Checkpoint& checkpoint) {
  WHIMBREL_ASSIGN(auto changer, ItemChanger::make(pass, run.plan().inputs, environment.store));
  ApplyCommitter committer(environment.store, run.session(), environment.clock, std::move(changer),
                           {run.record().run_id, pass.collection(), run.fence(), 0}, checkpoint);
  WHIMBREL_TRY(committer.recover());
  if (!committer.carries_over()) return {};
  Batch nothing_new;
  nothing_new.last = checkpoint.done;
  nothing_new.seal();
  return committer.commit(nothing_new);
}

}  // namespace

base::Result<PhaseEnd> apply_changes(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report) {
  RunCounters earlier;
  std::uint32_t number = 0;
  for (const Pass* pass : walked_passes(migration)) {
    WHIMBREL_ASSIGN(auto checkpoint, load_checkpoint(run, number++));
    const PassTurn turn{*pass, std::move(checkpoint), earlier};
    WHIMBREL_ASSIGN(const PhaseEnd end,
                    apply_pass(environment, migration, run, options, report, turn));
    if (end != PhaseEnd::finished) return end;
    earlier = run.record().counters;
  }
  return PhaseEnd::finished;
}

base::Status settle_interrupted_batch(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run) {
  if (environment.store.capabilities().transactions) return {};
  std::uint32_t number = 0;
  for (const Pass* pass : walked_passes(migration)) {
    WHIMBREL_ASSIGN(const Checkpoint checkpoint, load_checkpoint(run, number++));
    WHIMBREL_TRY(settle_interrupted_pass(environment, run, *pass, checkpoint));
  }
  return {};
}

base::Status begin_another_sweep(const Migration& migration, ActiveRun& run) {
  for (std::uint32_t pass = 0; pass < walked_passes(migration).size(); ++pass) {
    WHIMBREL_ASSIGN(Checkpoint checkpoint, load_checkpoint(run, pass));
    checkpoint.last_key.reset();
    checkpoint.done = false;
    WHIMBREL_TRY(Ledger(run.session())
                     .put_checkpoint(run.record().run_id, "apply", checkpoint, run.fence()));
  }
  return {};
}

}  // namespace whimbrel::engine
