#include "whimbrel/engine/segment_board.hpp"

#include <algorithm>

#include "whimbrel/engine/pass_reader.hpp"

namespace whimbrel::engine {
namespace {

base::Result<std::vector<stores::KeyRange>> parts_of(const RunEnvironment& environment,
                                                     const Pass& pass, const PinnedInputs& inputs,
                                                     std::uint32_t parts) {
  WHIMBREL_ASSIGN(const auto reader, PassReader::make(pass, inputs, environment.store.codec()));
  std::vector<stores::KeyRange> ranges(1);
  if (!reader.generates()) {
    WHIMBREL_ASSIGN(ranges, environment.store.split(pass.collection(), parts));
  }
  ranges.resize(parts, nothing_at_all());
  return ranges;
}

}  // namespace

// No key is as short as this one.
stores::KeyRange nothing_at_all() {
  stores::KeyRange range;
  range.until = model::Key{};
  return range;
}

bool covers_nothing(const stores::KeyRange& range) noexcept {
  return range.until && range.until->text.empty();
}

base::Status file_segments(const RunEnvironment& environment, const Migration& migration,
                           ActiveRun& run) {
  Ledger ledger(run.session());
  const RunRecord& record = run.record();
  WHIMBREL_ASSIGN(const auto board, SegmentBoard::read(ledger, record));
  if (board.is_filed()) return {};
  std::uint32_t segment = 0;
  for (const Pass* pass : walked_passes(migration)) {
    WHIMBREL_ASSIGN(const auto ranges,
                    parts_of(environment, *pass, run.plan().inputs, record.parts));
    for (const stores::KeyRange& range : ranges) {
      Checkpoint checkpoint;
      checkpoint.segment = segment++;
      checkpoint.range = range;
      checkpoint.done = covers_nothing(range);
      WHIMBREL_TRY(ledger.put_checkpoint(record.run_id, "apply", checkpoint, run.fence()));
    }
  }
  return {};
}

base::Result<SegmentBoard> SegmentBoard::read(Ledger& ledger, const RunRecord& run) {
  WHIMBREL_ASSIGN(auto checkpoints, ledger.checkpoints(run.run_id, "apply"));
  return SegmentBoard(run, std::move(checkpoints));
}

bool SegmentBoard::is_done() const noexcept {
  return is_filed() && std::all_of(checkpoints_.begin(), checkpoints_.end(),
                                   [](const Checkpoint& checkpoint) { return checkpoint.done; });
}

std::vector<std::uint32_t> SegmentBoard::undone_segments() const {
  std::vector<std::uint32_t> segments;
  for (const Checkpoint& checkpoint : checkpoints_)
    if (!checkpoint.done) segments.push_back(checkpoint.segment);
  return segments;
}

std::vector<std::uint32_t> SegmentBoard::open_segments() const {
  auto segments = undone_segments();
  if (segments.empty()) return segments;
  const std::uint32_t pass = segments.front() / parts_;
  std::erase_if(segments, [&](std::uint32_t segment) { return segment / parts_ != pass; });
  return segments;
}

RunCounters SegmentBoard::counters() const { return counters_without(segments_); }

RunCounters SegmentBoard::counters_without(std::uint32_t but) const {
  RunCounters counters;
  for (const Checkpoint& checkpoint : checkpoints_)
    if (checkpoint.segment != but) counters += checkpoint.counters;
  return counters;
}

}  // namespace whimbrel::engine
