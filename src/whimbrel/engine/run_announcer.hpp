#pragma once

#include <string_view>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_events.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Tells whoever listens to a run (RunEnvironment::events) what happens to it. A dry run changes
// nothing, so nobody is told of it. One thread.
class RunAnnouncer {
 public:
  // All must outlive it.
  RunAnnouncer(const RunEnvironment& environment, const Migration& migration,
               const RunOptions& options)
      : environment_(environment), migration_(migration), dry_run_(options.dry_run) {}

  // Before anything is written. `run` is null while there is none. The listener's error refuses.
  base::Status ask(RunEvent event, const RunRecord* run) const;

  // After it happened. What a listener could not do stands in the report and changes nothing.
  void tell(RunEvent event, const RunRecord& run, ReportBuilder& report,
            std::string_view error = {}) const;

  // What the batch just written came to: counters before and after it.
  void tell_batch(const RunRecord& run, const RunCounters& before, const RunCounters& after,
                  ReportBuilder& report) const;

 private:
  RunFacts facts_of(const RunRecord* run) const;

  const RunEnvironment& environment_;
  const Migration& migration_;
  bool dry_run_;
};

}  // namespace whimbrel::engine
