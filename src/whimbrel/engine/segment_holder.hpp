#pragma once

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/control.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/throttle.hpp"
#include "whimbrel/stores/record.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// Whoever may write a segment of a run: who holds the run, or who leased that segment of a shared
// one. One thread.
class SegmentHolder {
 public:
  virtual ~SegmentHolder() = default;

  virtual const RunRecord& record() const noexcept = 0;
  virtual const Plan& plan() const noexcept = 0;
  virtual stores::Session& session() noexcept = 0;
  // What every write must carry.
  virtual const stores::Fence& fence() const noexcept = 0;
  // lease_lost, cancelled, or what was asked of the run.
  virtual base::Result<ControlRequest> poll() = 0;

 protected:
  SegmentHolder() = default;
  SegmentHolder(const SegmentHolder&) = default;
  SegmentHolder(SegmentHolder&&) = default;
  SegmentHolder& operator=(const SegmentHolder&) = default;
  SegmentHolder& operator=(SegmentHolder&&) = default;
};

// poll() again and again until the throttle lets the next batch go, or there is a request.
base::Result<ControlRequest> poll_until_due(SegmentHolder& holder, const base::Clock& clock,
                                            const Throttle& throttle);

}  // namespace whimbrel::engine
