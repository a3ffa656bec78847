#include "whimbrel/engine/report_builder.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

namespace whimbrel::engine {

std::uint64_t peak_memory_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    static constexpr std::string_view name = "VmHWM:";
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, 10) << 10;
  }
  return 0;
}

namespace {

stores::LoadUsed::Units less(const stores::LoadUsed::Units& a, const stores::LoadUsed::Units& b) {
  return {a.read - b.read, a.written - b.written};
}

// What came to `used` since `before`.
stores::LoadUsed used_since(const stores::LoadUsed& before, stores::LoadUsed used) {
  used.items = less(used.items, before.items);
  used.records = less(used.records, before.records);
  used.money -= before.money;
  used.requests -= before.requests;
  used.throttled -= before.throttled;
  for (std::size_t i = 0; i < std::min(used.waited_ms.size(), before.waited_ms.size()); ++i)
    used.waited_ms[i].second -= before.waited_ms[i].second;
  return used;
}

}  // namespace

ReportBuilder::ReportBuilder(const RunEnvironment& environment, std::string action, bool dry_run)
    : clock_(environment.clock),
      account_(environment.store.load_account()),
      started_ns_(clock_.monotonic_ns()) {
  if (account_ != nullptr) load_before_ = account_->used();
  report_.action = std::move(action);
  report_.dry_run = dry_run;
}

void ReportBuilder::note(std::string what) { note_at(clock_.now_ms(), std::move(what)); }

void ReportBuilder::note_at(base::UnixMillis at_ms, std::string what) {
  report_.timeline.push_back({at_ms, std::move(what)});
}

void ReportBuilder::begin_phase(std::string_view phase) {
  report_.phases.push_back({std::string(phase), clock_.now_ms(), 0, 0});
  phase_started_ns_ = clock_.monotonic_ns();
}

void ReportBuilder::end_phase(std::uint64_t items) {
  report_.phases.back().duration_ms = (clock_.monotonic_ns() - phase_started_ns_) / 1'000'000;
  report_.phases.back().items = items;
}

void ReportBuilder::add_checks(const std::vector<CheckResult>& checks) {
  report_.checks.insert(report_.checks.end(), checks.begin(), checks.end());
}

base::Result<RunReport> ReportBuilder::finish(const RunRecord& run, const Plan& plan,
                                              Ledger& ledger) {
  report_.run = run;
  report_.plan = plan;
  const bool taken_back =
      run.status == RunStatus::rolling_back || run.status == RunStatus::rolled_back;
  report_.quarantined_total = run.counters.quarantined;
  if (taken_back) {
    // What the run itself had left alone it never changed: nothing was to be taken back there.
    WHIMBREL_ASSIGN(const auto undone, ledger.checkpoints(run.run_id, "undo"));
    report_.quarantined_total = 0;
    for (const Checkpoint& segment : undone)
      report_.quarantined_total += segment.counters.quarantined;
  }
  WHIMBREL_ASSIGN(report_.quarantined, ledger.quarantined(run.run_id, taken_back ? "undo" : "apply",
                                                          RunReport::quarantined_listed_max));
  report_.duration_ms = (clock_.monotonic_ns() - started_ns_) / 1'000'000;
  report_.peak_memory_bytes = peak_memory_bytes();
  if (account_ != nullptr) report_.load = used_since(load_before_, account_->used());
  return std::move(report_);
}

}  // namespace whimbrel::engine
