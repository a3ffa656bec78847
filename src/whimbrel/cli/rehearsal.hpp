#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/item_timing.hpp"
#include "whimbrel/engine/check.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/plan.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/engine/run_report.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::cli {

// Where the copy of the data comes from.
struct RehearsalSeed {
  std::string input;  // as `import` takes it, or an archive of `backup create`
  std::vector<model::Path> key_fields;
  // Collections that production has and the run puts items into; the copy may be of one only.
  std::vector<std::string> beside;
};

// What a rehearsal came to.
struct RehearsalResult {
  std::uint64_t items = 0;  // of the migration's collection in the copy
  std::optional<engine::Plan> plan;
  std::vector<TimedItem> slowest;
  // Each step that was tried, in order; the last one is the one that failed, if any did.
  std::vector<engine::CheckResult> steps;
  std::optional<engine::RunReport> up;

  bool passed() const noexcept { return engine::all_passed(steps); }
};

// Reads the copy into the empty `store` and goes up, verify, down on it with the real code; then
// holds every item, byte for byte, against what was read in. Stops at the first step that fails.
// Errors are those that say nothing of the migration: the copy cannot be read, cancelled, io.
base::Result<RehearsalResult> rehearse(const Invocation& call, const engine::Migration& migration,
                                       const RehearsalSeed& seed, stores::Store& store,
                                       engine::RunOptions options);

}  // namespace whimbrel::cli
