#include "whimbrel/engine/report/headline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/engine/report/figures.hpp"

namespace whimbrel::engine {
namespace {

std::string command(std::string_view verb, const RunReport& report) {
  return fmt::format("whimbrel {} {} --target {}", verb, report.run.migration_id,
                     report.plan.target);
}

std::string changed_items(const RunReport& report) {
  return counted(report.run.counters.changed, report.plan.item_noun);
}

Headline failed(const RunReport& report) {
  return {Tone::bad,
          fmt::format("Stopped after {}: {}", changed_items(report),
                      report.run.error.value_or("the verification failed")),
          "Nothing is lost: every change made so far stands in the journal and can be taken back.",
          fmt::format("read the checks, then go on with `{}` or take it back with `{}`",
                      command("resume", report), command("down", report) + " --confirm")};
}

Headline paused(const RunReport& report) {
  return {Tone::warning, fmt::format("Paused after {}", changed_items(report)),
          "It stopped between two batches: what is done is recorded, the rest is untouched.",
          fmt::format("go on with `{}`, or take it back with `{}`", command("resume", report),
                      command("down", report) + " --confirm")};
}

Headline completed(const RunReport& report) {
  const std::uint64_t left_alone = quarantined_count(report);
  if (left_alone > 0)
    return {Tone::warning,
            fmt::format("{} changed and verified, {} left alone", changed_items(report),
                        count_text(left_alone)),
            "What was left alone is as it was; each has its reason below.",
            "look at the items left alone, then run it again for them"};
  return {Tone::good, fmt::format("{} changed and verified", changed_items(report)),
          "Every change was read back and is what was planned.", ""};
}

Headline rolled_back(const RunReport& report) {
  if (quarantined_count(report) > 0)
    return {Tone::warning,
            fmt::format("Taken back, but {} left as somebody changed them since",
                        counted(quarantined_count(report), report.plan.item_noun)),
            "Those keep what was written after the run; all others are as they were before it.",
            "look at the items left alone; `--policy merge` or `--policy overwrite` decides "
            "otherwise"};
  return {Tone::good, "Taken back", "Everything the run had changed is as it was before it.", ""};
}

Headline verified(const RunReport& report) {
  const auto failures = std::count_if(report.checks.begin(), report.checks.end(),
                                      [](const CheckResult& check) { return !check.passed; });
  if (failures == 0)
    return {Tone::good,
            report.checks.size() == 1
                ? "The check passed"
                : fmt::format("All {} passed", counted(report.checks.size(), "check")),
            "The data is what the run's plan says. Nothing was changed by looking.", ""};
  return {all_passed(report.checks) ? Tone::warning : Tone::bad,
          fmt::format("{} of {} did not pass", failures, counted(report.checks.size(), "check")),
          "The data is not what the run left. Nothing was changed by looking.",
          "read the checks; whoever changed the data since, or the journal, tells why"};
}

Headline unfinished(const RunReport& report) {
  return {Tone::warning, fmt::format("Not finished: {}", to_string(report.run.status)),
          "What is done so far is recorded, the rest is untouched.",
          fmt::format("see where it is with `{}`, go on with `{}`", command("status", report),
                      command("resume", report))};
}

Headline of_status(const RunReport& report) {
  if (report.action == "verify") return verified(report);
  switch (report.run.status) {
    case RunStatus::completed:
      return completed(report);
    case RunStatus::rolled_back:
      return rolled_back(report);
    case RunStatus::paused:
      return paused(report);
    case RunStatus::failed:
      return failed(report);
    case RunStatus::running:
    case RunStatus::verifying:
    case RunStatus::rolling_back:
      return unfinished(report);
  }
  return unfinished(report);
}

}  // namespace

std::uint64_t quarantined_count(const RunReport& report) {
  return std::max<std::uint64_t>(report.quarantined_total, report.quarantined.size());
}

std::string title_of(const RunReport& report) {
  if (report.action == "report") return "Report";
  return fmt::format("{} of {}", report.dry_run ? "Dry run" : "Report", report.action);
}

Headline headline_of(const RunReport& report) {
  Headline headline = of_status(report);
  if (report.dry_run && report.action != "verify") {
    headline.title = "Dry run: " + headline.title;
    headline.meaning = "Nothing was changed: this is what a real run would have done.";
    if (headline.tone == Tone::good)
      headline.next_step =
          fmt::format("run it with `{}`", command(report.action, report) + " --confirm");
  }
  return headline;
}

}  // namespace whimbrel::engine
