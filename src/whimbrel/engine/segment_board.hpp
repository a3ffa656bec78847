#pragma once

#include <cstdint>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Of a collection too small to be cut into all its parts: a part without items.
stores::KeyRange nothing_at_all();
bool covers_nothing(const stores::KeyRange& range) noexcept;

// Files where each segment of a shared run begins, unless that is done already; nobody works on any
// before all are filed.
base::Status file_segments(const RunEnvironment& environment, const Migration& migration,
                           ActiveRun& run);

// How far the segments of a shared run are, at one moment. Immutable.
class SegmentBoard {
 public:
  static base::Result<SegmentBoard> read(Ledger& ledger, const RunRecord& run);

  // False: the run has not come to its items yet.
  bool is_filed() const noexcept { return checkpoints_.size() == segments_; }
  bool is_done() const noexcept;
  // Segments to be worked on now: a pass begins when the one before it is done.
  std::vector<std::uint32_t> open_segments() const;
  // All that are not done.
  std::vector<std::uint32_t> undone_segments() const;
  // What all of them counted; with `but`, without that one.
  RunCounters counters() const;
  RunCounters counters_without(std::uint32_t but) const;

 private:
  SegmentBoard(const RunRecord& run, std::vector<Checkpoint> checkpoints)
      : segments_(run.segments), parts_(run.parts), checkpoints_(std::move(checkpoints)) {}

  std::uint32_t segments_;
  std::uint32_t parts_;
  std::vector<Checkpoint> checkpoints_;
};

}  // namespace whimbrel::engine
