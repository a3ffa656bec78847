#include "whimbrel/cli/report_output.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/option_set.hpp"
#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/report/report_html.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using engine::RunStatus;

constexpr int exit_items_left_alone = 4;
// Reports are made to be shown around; they hold no secrets.
constexpr std::uint32_t report_permissions = 0644;

std::string rendered(const engine::Plan& plan, const std::string& path) {
  if (path.ends_with(".html")) return engine::preview_to_html(plan);
  if (path.ends_with(".json")) return engine::preview_to_json(plan) + "\n";
  return engine::preview_to_text(plan, engine::TextStyle{});
}

std::string rendered(const engine::RunReport& report, const std::string& path) {
  if (path.ends_with(".html")) return engine::report_to_html(report);
  if (path.ends_with(".json")) return engine::report_to_json(report) + "\n";
  return engine::report_to_text(report, engine::TextStyle{});
}

template <typename Content>
base::Status write_rendered(const Invocation& call, const std::optional<std::string>& path,
                            const Content& content) {
  if (!path) return {};
  auto written = base::write_file_durably(call.files(), *path, rendered(content, *path),
                                          base::IfExists::replace, report_permissions);
  if (!written)
    return base::fail_in("--report", std::move(written).error().with_remedy(
                                         "`whimbrel report` writes it again, elsewhere"));
  call.print(fmt::format("\nReport written to {}\n", *path));
  return {};
}

bool was_to_be_applied(const engine::RunReport& report) { return report.action == "up"; }

void judge(const engine::RunReport& report, Outcome& outcome) {
  const engine::Headline headline = engine::headline_of(report);
  const auto fail = [&](ErrorKind kind) {
    outcome.failure = base::Error(kind, headline.title, headline.next_step);
  };
  if (report.action == "verify") {
    if (!engine::all_passed(report.checks)) fail(ErrorKind::invalid_data);
    return;
  }
  switch (report.run.status) {
    case RunStatus::paused:
      return fail(ErrorKind::cancelled);
    case RunStatus::failed:
      return fail(ErrorKind::invalid_data);
    case RunStatus::rolled_back:
      if (was_to_be_applied(report)) return fail(ErrorKind::invalid_data);
      break;
    default:
      break;
  }
  if (engine::quarantined_count(report) > 0) outcome.exit_code = exit_items_left_alone;
}

}  // namespace

void declare_report_file(OptionSet& options, std::optional<std::string>& path) {
  options.value(path, "--report", "FILE", "write the report there too: .html, .json or .txt");
}

base::Status check_report_file(const std::optional<std::string>& path) {
  if (!path || path->ends_with(".html") || path->ends_with(".json") || path->ends_with(".txt"))
    return {};
  return base::fail(ErrorKind::usage,
                    fmt::format("--report: '{}' tells no format by its name", *path),
                    "end it in .html, .json or .txt");
}

base::Status write_report_file(const Invocation& call, const std::optional<std::string>& path,
                               const engine::Plan& plan) {
  return write_rendered(call, path, plan);
}

base::Status write_report_file(const Invocation& call, const std::optional<std::string>& path,
                               const engine::RunReport& report) {
  return write_rendered(call, path, report);
}

Outcome outcome_of(const engine::RunReport& report) {
  Outcome outcome;
  outcome.result_json = engine::report_to_json(report);
  judge(report, outcome);
  return outcome;
}

base::Result<Outcome> tell_report(const Invocation& call, const engine::RunReport& report,
                                  const std::optional<std::string>& path) {
  call.print(engine::report_to_text(report, call.style()));
  Outcome outcome = outcome_of(report);
  WHIMBREL_TRY(write_report_file(call, path, report));
  return outcome;
}

}  // namespace whimbrel::cli
