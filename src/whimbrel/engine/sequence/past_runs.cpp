#include "whimbrel/engine/sequence/past_runs.hpp"

#include <set>
#include <utility>

#include "whimbrel/engine/active_run.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"

namespace whimbrel::engine {

base::Result<std::vector<PastRun>> past_runs(stores::Session& session) {
  Ledger ledger(session);
  WHIMBREL_ASSIGN(auto records, ledger.runs({}, SIZE_MAX));
  std::vector<PastRun> runs;
  // Only of the run that a migration stands by it matters, and a plan may be long.
  std::set<std::string, std::less<>> judged;
  for (RunRecord& record : records) {
    PastRun run;
    if (record.status != RunStatus::rolled_back && judged.insert(record.migration_id).second) {
      WHIMBREL_ASSIGN(run.tried_out, was_tried_out(ledger, record));
    }
    run.record = std::move(record);
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace whimbrel::engine
