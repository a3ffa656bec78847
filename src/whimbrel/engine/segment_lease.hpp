#pragma once

#include <functional>
#include <memory>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/lease.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/segment_holder.hpp"

namespace whimbrel::engine {

// A run that several processes work on, as one of them knows it. Everything outlives the work.
struct SharedRun {
  const RunRecord& record;
  const Plan& plan;
  // What was asked of the run; an error when this process must stop.
  std::function<base::Result<ControlRequest>()> poll;
};

// A segment of a shared run that this process took. One thread.
class SegmentLease final : public SegmentHolder {
 public:
  // busy when another process holds it. Everything must outlive it.
  static base::Result<std::unique_ptr<SegmentLease>> take(const RunEnvironment& environment,
                                                          const SharedRun& run,
                                                          std::uint32_t segment,
                                                          const RunOptions& options);

  const RunRecord& record() const noexcept override { return run_.record; }
  const Plan& plan() const noexcept override { return run_.plan; }
  stores::Session& session() noexcept override { return *session_; }
  const stores::Fence& fence() const noexcept override { return lease_->fence(); }
  base::Result<ControlRequest> poll() override;

  // Gives it back; the end of its use.
  base::Status release() { return lease_->release(); }

 private:
  SegmentLease(const SharedRun& run, std::unique_ptr<stores::Session> session,
               std::unique_ptr<Lease> lease);

  const SharedRun& run_;
  std::unique_ptr<stores::Session> session_;
  std::unique_ptr<Lease> lease_;
};

// The lease of a segment, whoever holds it. busy while another process does.
base::Result<std::unique_ptr<Lease>> take_segment(const RunEnvironment& environment,
                                                  const RunRecord& run, std::uint32_t segment,
                                                  const RunOptions& options);

}  // namespace whimbrel::engine
