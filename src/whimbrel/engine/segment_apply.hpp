#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/phase_end.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/segment_holder.hpp"

namespace whimbrel::engine {

// A segment whose turn it is.
struct SegmentTurn {
  const Pass& pass;
  // Where it stands.
  Checkpoint checkpoint;
  // What all other segments of the run counted, as far as is known.
  RunCounters others;
};

struct SegmentEnd {
  PhaseEnd end = PhaseEnd::finished;
  // What the segment counted from its start on.
  RunCounters counters;
};

// Walks the segment from its checkpoint on, a reader thread planning ahead of the writing calling
// thread, and stops at a batch border when asked to. Errors leave it resumable.
base::Result<SegmentEnd> apply_segment(const RunEnvironment& environment,
                                       const Migration& migration, SegmentHolder& holder,
                                       const RunOptions& options, ReportBuilder& report,
                                       const SegmentTurn& turn);

// Counts what a crash left behind the checkpoint, so that a rollback finds it in the journal.
base::Status settle_interrupted_segment(const RunEnvironment& environment, SegmentHolder& holder,
                                        const Pass& pass, const Checkpoint& checkpoint);

}  // namespace whimbrel::engine
