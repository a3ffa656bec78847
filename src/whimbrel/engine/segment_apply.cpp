#include "whimbrel/engine/segment_apply.hpp"

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

RunCounters operator+(RunCounters counters, const RunCounters& more) {
  counters += more;
  return counters;
}

ApplySource::Start start_of(const Plan& plan, const Migration& migration, const SegmentTurn& turn,
                            const ApplyCommitter& committer) {
  ApplySource::Start start;
  start.where = turn.pass.prefilter();
  start.range = turn.checkpoint.range;
  start.after_key = turn.checkpoint.last_key;
  if (plan.test_items_max) {
    const std::uint64_t changed = (turn.others + turn.checkpoint.counters).changed;
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
                                     SegmentHolder& holder, const RunOptions& options,
                                     ReportBuilder& report, const RunCounters& others,
                                     BatchReader& reader, ApplyCommitter& committer) {
  const RunAnnouncer announcer(environment, migration, options);
  PhaseMeter meter(environment.progress, environment.clock, "apply", holder.plan().items_total);
  Throttle throttle(environment.clock, options.items_per_s_max);
  const auto counted = [&] { return others + committer.checkpoint().counters; };
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request,
                    poll_until_due(holder, environment.clock, throttle));
    if (request == ControlRequest::pause) return PhaseEnd::pause_requested;
    if (request == ControlRequest::abort) return PhaseEnd::abort_requested;
    WHIMBREL_ASSIGN(const Batch* batch, reader.next());
    if (batch == nullptr) break;
    const RunCounters before = counted();
    WHIMBREL_TRY(check_radius(migration, options, holder.plan(), before, *batch));
    WHIMBREL_TRY(committer.commit(*batch));
    announcer.tell_batch(holder.record(), before, counted(), report);
    meter.report(progress_of(counted()));
    throttle.done(batch->scanned);
  }
  meter.finish(progress_of(counted()));
  return PhaseEnd::finished;
}

ApplyCommitter::Identity identity_of(const SegmentHolder& holder, const Pass& pass,
                                     std::uint32_t conflict_retries_max) {
  return {holder.record().run_id, pass.collection(), holder.fence(), conflict_retries_max};
}

}  // namespace

base::Result<SegmentEnd> apply_segment(const RunEnvironment& environment,
                                       const Migration& migration, SegmentHolder& holder,
                                       const RunOptions& options, ReportBuilder& report,
                                       const SegmentTurn& turn) {
  if (turn.checkpoint.done) return SegmentEnd{PhaseEnd::finished, turn.checkpoint.counters};
  const PinnedInputs& inputs = holder.plan().inputs;
  const auto make_changer = [&] { return ItemChanger::make(turn.pass, inputs, environment.store); };
  WHIMBREL_ASSIGN(auto planning, make_changer());
  WHIMBREL_ASSIGN(auto settling, make_changer());
  WHIMBREL_ASSIGN(auto walked, PassReader::make(turn.pass, inputs, environment.store.codec()));
  WHIMBREL_ASSIGN(const auto reading, environment.store.open_session());

  ApplyCommitter committer(
      environment.store, holder.session(), environment.clock, std::move(settling),
      identity_of(holder, turn.pass, options.conflict_retries_max), turn.checkpoint);
  WHIMBREL_TRY(committer.recover());
  planning.probe_inserts(InsertProbe(*reading));
  auto start = start_of(holder.plan(), migration, turn, committer);
  ApplySource source(*reading, std::move(planning), std::move(walked), options.batch_items_max,
                     std::move(start));
  stores::StoreMaintainer maintainer(environment.store);
  base::Result<PhaseEnd> end = [&] {
    BatchReader reader(source);
    return write_batches(environment, migration, holder, options, report, turn.others, reader,
                         committer);
  }();
  // An error in the background, such as a sync that failed, stops the run too: what was committed
  // stands, and a resumed run goes on from there.
  const base::Status maintained = maintainer.stop();
  if (!end) return tl::unexpected(std::move(end).error());
  WHIMBREL_TRY(maintained);
  return SegmentEnd{*end, committer.checkpoint().counters};
}

base::Status settle_interrupted_segment(const RunEnvironment& environment, SegmentHolder& holder,
                                        const Pass& pass, const Checkpoint& checkpoint) {
  WHIMBREL_ASSIGN(auto changer, ItemChanger::make(pass, holder.plan().inputs, environment.store));
  ApplyCommitter committer(environment.store, holder.session(), environment.clock,
                           std::move(changer), identity_of(holder, pass, 0), checkpoint);
  WHIMBREL_TRY(committer.recover());
  if (!committer.carries_over()) return {};
  Batch nothing_new;
  nothing_new.last = checkpoint.done;
  nothing_new.seal();
  return committer.commit(nothing_new);
}

}  // namespace whimbrel::engine
