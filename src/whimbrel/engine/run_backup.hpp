#pragma once

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/report_builder.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Backs up the collections that the run writes to before its first write, unless the options say
// not to, the run has a backup already, or it has begun to write: by the store's server where that
// makes backups, else into a portable archive. A dry run says what it would take.
base::Status back_up_once(const RunEnvironment& environment, const Migration& migration,
                          ActiveRun& run, const RunOptions& options, ReportBuilder& report);

}  // namespace whimbrel::engine
