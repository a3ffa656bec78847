#include "whimbrel/engine/apply_phase.hpp"

#include <algorithm>
#include <utility>

#include "whimbrel/engine/segment_apply.hpp"
#include "whimbrel/engine/segment_board.hpp"
#include "whimbrel/engine/shared_apply.hpp"

namespace whimbrel::engine {
namespace {

base::Result<Checkpoint> load_checkpoint(ActiveRun& run, std::uint32_t segment) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(auto checkpoint, ledger.checkpoint(run.record().run_id, "apply", segment));
  if (checkpoint) return *std::move(checkpoint);
  Checkpoint start;
  start.segment = segment;
  return start;
}

base::Result<PhaseEnd> apply_alone(const RunEnvironment& environment, const Migration& migration,
                                   ActiveRun& run, const RunOptions& options,
                                   ReportBuilder& report) {
  RunCounters counters;
  std::uint32_t number = 0;
  for (const Pass* pass : walked_passes(migration)) {
    WHIMBREL_ASSIGN(auto checkpoint, load_checkpoint(run, number++));
    const SegmentTurn turn{*pass, std::move(checkpoint), counters};
    WHIMBREL_ASSIGN(const SegmentEnd end,
                    apply_segment(environment, migration, run, options, report, turn));
    counters += end.counters;
    WHIMBREL_TRY(run.set_counters(counters));
    if (end.end != PhaseEnd::finished) return end.end;
  }
  return PhaseEnd::finished;
}

}  // namespace

base::Result<PhaseEnd> apply_changes(const RunEnvironment& environment, const Migration& migration,
                                     ActiveRun& run, const RunOptions& options,
                                     ReportBuilder& report) {
  if (run.record().parts > 1) return apply_shared(environment, migration, run, options, report);
  return apply_alone(environment, migration, run, options, report);
}

base::Status settle_interrupted_batch(const RunEnvironment& environment, const Migration& migration,
                                      ActiveRun& run, const RunOptions& options) {
  if (run.record().parts > 1) WHIMBREL_TRY(shut_others_out(environment, run, options));
  if (environment.store.capabilities().transactions) return {};
  const auto passes = walked_passes(migration);
  for (std::uint32_t segment = 0; segment < run.record().segments; ++segment) {
    WHIMBREL_ASSIGN(const Checkpoint checkpoint, load_checkpoint(run, segment));
    const std::size_t pass = segment / run.record().parts;
    if (pass < passes.size())
      WHIMBREL_TRY(settle_interrupted_segment(environment, run, *passes[pass], checkpoint));
  }
  return {};
}

base::Status begin_another_sweep(ActiveRun& run) {
  for (std::uint32_t segment = 0; segment < run.record().segments; ++segment) {
    WHIMBREL_ASSIGN(Checkpoint checkpoint, load_checkpoint(run, segment));
    if (covers_nothing(checkpoint.range)) continue;
    checkpoint.last_key.reset();
    checkpoint.done = false;
    WHIMBREL_TRY(Ledger(run.session())
                     .put_checkpoint(run.record().run_id, "apply", checkpoint, run.fence()));
  }
  return {};
}

}  // namespace whimbrel::engine
