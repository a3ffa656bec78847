#include "whimbrel/engine/shared_apply.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "whimbrel/engine/segment_apply.hpp"
#include "whimbrel/engine/segment_board.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;

// How long to wait before looking again whether others are done, or gone.
constexpr std::int64_t look_again_ms = 200;

// So that processes that look at the same moment do not reach for the same segment.
std::vector<std::uint32_t> in_any_order(std::vector<std::uint32_t> segments) {
  std::shuffle(segments.begin(), segments.end(), std::minstd_rand(std::random_device{}()));
  return segments;
}

// The first open segment that nobody holds; null when others hold them all.
base::Result<std::unique_ptr<SegmentLease>> take_any(const RunEnvironment& environment,
                                                     const SharedRun& run,
                                                     const SegmentBoard& board,
                                                     const RunOptions& options,
                                                     std::uint32_t& segment) {
  for (const std::uint32_t open : in_any_order(board.open_segments())) {
    auto lease = SegmentLease::take(environment, run, open, options);
    if (!lease && lease.error().kind() == ErrorKind::busy) continue;
    segment = open;
    return lease;
  }
  return std::unique_ptr<SegmentLease>();
}

base::Result<PhaseEnd> work_on(const RunEnvironment& environment, const Migration& migration,
                               SegmentLease& lease, std::uint32_t segment,
                               const RunOptions& options, ReportBuilder& report) {
  // Whoever held it before may have moved it on since the board was read.
  Ledger ledger(lease.session());
  WHIMBREL_ASSIGN(const auto board, SegmentBoard::read(ledger, lease.record()));
  WHIMBREL_ASSIGN(auto checkpoint, ledger.checkpoint(lease.record().run_id, "apply", segment));
  const auto passes = walked_passes(migration);
  const std::size_t pass = segment / lease.record().parts;
  if (!checkpoint || pass >= passes.size())
    return base::fail(ErrorKind::corrupt,
                      "segment " + std::to_string(segment) + " of the run is none of its migration",
                      "restore the ledger from a backup; do not resume this run");
  const SegmentTurn turn{*passes[pass], *std::move(checkpoint), board.counters_without(segment)};
  WHIMBREL_ASSIGN(const SegmentEnd end,
                  apply_segment(environment, migration, lease, options, report, turn));
  return end.end;
}

// Gives the segment back however its work ended.
base::Result<PhaseEnd> work_and_release(const RunEnvironment& environment,
                                        const Migration& migration, SegmentLease& lease,
                                        std::uint32_t segment, const RunOptions& options,
                                        ReportBuilder& report) {
  auto end = work_on(environment, migration, lease, segment, options, report);
  const base::Status released = lease.release();
  if (end && !released) return tl::unexpected(released.error());
  if (!end && !released && end.error().kind() != ErrorKind::lease_lost)
    end.error().with_context("the segment could not be given back (" + released.error().describe() +
                             ")");
  return end;
}

PhaseEnd end_for(ControlRequest request) {
  return request == ControlRequest::abort ? PhaseEnd::abort_requested : PhaseEnd::pause_requested;
}

}  // namespace

base::Result<PhaseEnd> work_on_segments(const RunEnvironment& environment,
                                        const Migration& migration, const SharedRun& run,
                                        const RunOptions& options, ReportBuilder& report) {
  WHIMBREL_ASSIGN(const auto session, environment.store.open_session());
  Ledger ledger(*session);
  while (true) {
    WHIMBREL_ASSIGN(const ControlRequest request, run.poll());
    if (request != ControlRequest::none) return end_for(request);
    WHIMBREL_ASSIGN(const auto board, SegmentBoard::read(ledger, run.record));
    if (board.is_done()) return PhaseEnd::finished;
    std::uint32_t segment = 0;
    WHIMBREL_ASSIGN(const auto lease, take_any(environment, run, board, options, segment));
    if (lease == nullptr) {
      environment.clock.sleep_ms(look_again_ms);
      continue;
    }
    auto end = work_and_release(environment, migration, *lease, segment, options, report);
    // Another process took a segment over that this one was too slow for: there are more.
    if (!end && end.error().kind() == ErrorKind::lease_lost) continue;
    if (!end || *end != PhaseEnd::finished) return end;
  }
}

base::Status shut_others_out(const RunEnvironment& environment, ActiveRun& run,
                             const RunOptions& options) {
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(const auto board, SegmentBoard::read(ledger, run.record()));
  // Two lives of a lease: whoever lives stops at the next batch border, whoever died runs out.
  const std::int64_t give_up_ns =
      environment.clock.monotonic_ns() + 2 * options.lease_ttl_ms * 1'000'000;
  for (const std::uint32_t segment : board.undone_segments()) {
    while (true) {
      auto lease = take_segment(environment, run.record(), segment, options);
      if (lease) {
        WHIMBREL_TRY((*lease)->release());
        break;
      }
      const bool busy = lease.error().kind() == ErrorKind::busy;
      if (!busy || environment.clock.monotonic_ns() > give_up_ns)
        return tl::unexpected(std::move(lease).error().with_context(
            "segment " + std::to_string(segment) + " of the run"));
      environment.clock.sleep_ms(look_again_ms);
    }
  }
  return {};
}

base::Result<PhaseEnd> apply_shared(const RunEnvironment& environment, const Migration& migration,
                                    ActiveRun& run, const RunOptions& options,
                                    ReportBuilder& report) {
  WHIMBREL_TRY(file_segments(environment, migration, run));
  const SharedRun shared{run.record(), run.plan(), [&] { return run.poll(); }};
  WHIMBREL_ASSIGN(const PhaseEnd end,
                  work_on_segments(environment, migration, shared, options, report));
  if (end != PhaseEnd::finished) WHIMBREL_TRY(shut_others_out(environment, run, options));
  Ledger ledger(run.session());
  WHIMBREL_ASSIGN(const auto board, SegmentBoard::read(ledger, run.record()));
  WHIMBREL_TRY(run.set_counters(board.counters()));
  return end;
}

}  // namespace whimbrel::engine
