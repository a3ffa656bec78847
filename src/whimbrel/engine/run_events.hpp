#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/ledger/run_record.hpp"

namespace whimbrel::engine {

enum class RunEvent : std::uint8_t {
  before_up,      // planned and agreed to; nothing written yet
  after_batch,    // a batch is durable
  on_conflict,    // live writers got there first in the batch just written
  on_quarantine,  // items of the batch just written were set aside
  on_pause,       // stopped at a batch border, resumable
  on_failure,     // stopped by an error or a failed verification
  after_up,       // verified and completed
  before_down,    // nothing taken back yet
  after_down,     // taken back and verified
};

// "before-up": what hooks are called by.
std::string_view to_string(RunEvent event) noexcept;

// What is known of the run when an event happens. Owns nothing.
struct RunFacts {
  std::string_view run_id;  // empty before the run has begun
  std::string_view migration_id;
  std::string_view target;
  std::string_view collection;
  RunCounters counters;    // so far
  std::string_view error;  // on_failure: what stopped it
};

// Told what happens to a run, always from one thread at a time.
class RunEvents {
 public:
  virtual ~RunEvents() = default;
  // An error of a before_… event refuses the run before anything is written; one of any other event
  // changes nothing about the run and stands in its report.
  virtual base::Status on_event(RunEvent event, const RunFacts& facts) = 0;
};

}  // namespace whimbrel::engine
