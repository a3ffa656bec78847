#include "whimbrel/engine/run_announcer.hpp"

#include <fmt/format.h>

namespace whimbrel::engine {

base::Status RunAnnouncer::ask(RunEvent event, const RunRecord* run) const {
  if (environment_.events == nullptr || dry_run_) return {};
  const std::string target = environment_.store.description();
  RunFacts facts = facts_of(run);
  facts.target = target;
  return environment_.events->on_event(event, facts);
}

void RunAnnouncer::tell(RunEvent event, const RunRecord& run, ReportBuilder& report,
                        std::string_view error) const {
  if (environment_.events == nullptr || dry_run_) return;
  const std::string target = environment_.store.description();
  RunFacts facts = facts_of(&run);
  facts.target = target;
  facts.error = error;
  if (const auto told = environment_.events->on_event(event, facts); !told)
    report.note(
        fmt::format("{} could not be announced: {}", to_string(event), told.error().describe()));
}

void RunAnnouncer::tell_batch(const RunRecord& run, const RunCounters& before,
                              const RunCounters& after, ReportBuilder& report) const {
  if (environment_.events == nullptr || dry_run_) return;
  RunRecord now = run;
  now.counters = after;
  tell(RunEvent::after_batch, now, report);
  if (after.conflicts > before.conflicts) tell(RunEvent::on_conflict, now, report);
  if (after.quarantined > before.quarantined) tell(RunEvent::on_quarantine, now, report);
}

RunFacts RunAnnouncer::facts_of(const RunRecord* run) const {
  RunFacts facts;
  facts.migration_id = migration_.info().id;
  facts.collection = migration_.info().collection;
  if (run == nullptr) return facts;
  facts.run_id = run->run_id;
  facts.counters = run->counters;
  return facts;
}

}  // namespace whimbrel::engine
