#include "whimbrel/engine/segment_lease.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/engine/ledger/process_identity.hpp"

namespace whimbrel::engine {

base::Result<std::unique_ptr<Lease>> take_segment(const RunEnvironment& environment,
                                                  const RunRecord& run, std::uint32_t segment,
                                                  const RunOptions& options) {
  return Lease::acquire(environment.store, environment.clock,
                        fmt::format("{}/segment/{:04}", run.run_id, segment),
                        describe_this_process(options.actor), options.lease_ttl_ms);
}

base::Result<std::unique_ptr<SegmentLease>> SegmentLease::take(const RunEnvironment& environment,
                                                               const SharedRun& run,
                                                               std::uint32_t segment,
                                                               const RunOptions& options) {
  WHIMBREL_ASSIGN(auto session, environment.store.open_session());
  WHIMBREL_ASSIGN(auto lease, take_segment(environment, run.record, segment, options));
  return std::unique_ptr<SegmentLease>(new SegmentLease(run, std::move(session), std::move(lease)));
}

SegmentLease::SegmentLease(const SharedRun& run, std::unique_ptr<stores::Session> session,
                           std::unique_ptr<Lease> lease)
    : run_(run), session_(std::move(session)), lease_(std::move(lease)) {}

base::Result<ControlRequest> SegmentLease::poll() {
  WHIMBREL_TRY(lease_->check());
  return run_.poll();
}

}  // namespace whimbrel::engine
