#include "whimbrel/engine/report/report_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/report/load_view.hpp"
#include "whimbrel/engine/report/text_sections.hpp"
#include "whimbrel/engine/report/text_table.hpp"
#include "whimbrel/engine/report/text_width.hpp"

namespace whimbrel::engine {
namespace {

using Align = TextTable::Align;

text::Facts plan_figures(const Plan& plan) {
  const std::string items = text::title_plural(plan.item_noun);
  text::Facts figures{
      {items + " read", count_text(plan.items_total)},
      {items + " to change", fmt::format("{}   {}", count_text(plan.items_selected),
                                         share_text(plan.items_selected, plan.items_total))}};
  if (plan.items_rejected > 0)
    figures.emplace_back(items + " set aside",
                         fmt::format("{}   they cannot be changed and would be quarantined",
                                     count_text(plan.items_rejected)));
  figures.emplace_back(text::title_plural(plan.owner_noun) + " concerned",
                       count_text(plan.impact.owners));
  figures.emplace_back(text::title_plural(plan.amount_noun) + " concerned",
                       amount_text(plan.impact.amount));
  if (plan.impact.items_without_amount > 0)
    figures.emplace_back("without amount",
                         counted(plan.impact.items_without_amount, plan.item_noun));
  figures.emplace_back("Time, estimated",
                       fmt::format("{}   (reading took {})", estimate_text(plan.estimated_apply_ms),
                                   duration_text(plan.scan_ms)));
  if (plan.test_items_max)
    figures.emplace_back("Test mode", fmt::format("only the first {} would be changed",
                                                  counted(*plan.test_items_max, plan.item_noun)));
  return figures;
}

std::string plan_sections(const Plan& plan, const TextStyle& style) {
  std::string text = text::section(style, "What changes", text::facts(style, plan_figures(plan)));
  text +=
      text::section(style, fmt::format("{} concerned most", text::title_plural(plan.owner_noun)),
                    text::impact(style, plan));
  text += text::section(style, fmt::format("Sample {}", plural(plan.item_noun)),
                        text::samples(style, plan));
  text += text::section(
      style, fmt::format("{} that cannot be changed", text::title_plural(plan.item_noun)),
      text::rejected_samples(style, plan));
  text += text::section(style, "What the migration says", text::details(style, plan));
  text += text::section(style, "Steps besides the items", text::actions(plan));
  text += text::section(style, "Pinned", text::pinned_inputs(style, plan));
  text += text::section(style, "Cost, forecast", text::facts(style, forecast_facts(plan.forecast)));
  text += text::section(style, "Risk", text::risk(style, plan.risk));
  return text;
}

std::string headline_text(const Headline& headline, const TextStyle& style) {
  const std::string title = printable(headline.title);
  std::string text = headline.tone == Tone::good      ? style.good(title)
                     : headline.tone == Tone::warning ? style.warning(title)
                                                      : style.bad(title);
  text += "\n" + headline.meaning + "\n";
  if (!headline.next_step.empty()) text += "Next: " + printable(headline.next_step) + "\n";
  return text;
}

text::Facts run_facts(const RunReport& report) {
  const RunRecord& run = report.run;
  text::Facts facts{
      {"Run", run.run_id},
      {"Target", report.plan.target},
      {"Collection", report.plan.collection},
      {"Status", std::string(to_string(run.status))},
      {"Started", fmt::format("{} by {}", time_text(run.started_ms), run.started_by)}};
  if (run.finished_ms) facts.emplace_back("Finished", time_text(*run.finished_ms));
  facts.emplace_back("Took", duration_text(report.duration_ms));
  return facts;
}

text::Facts run_figures(const RunReport& report) {
  const RunCounters& counters = report.run.counters;
  const std::string items = text::title_plural(report.plan.item_noun);
  text::Facts figures{{items + " read", count_text(counters.scanned)},
                      {items + " changed", count_text(counters.changed)},
                      {"Conflicts settled", count_text(counters.conflicts)},
                      {"No longer concerned", count_text(counters.skipped)},
                      {"Quarantined", count_text(quarantined_count(report))},
                      {"Batches", count_text(counters.batches)}};
  if (report.peak_memory_bytes > 0)
    figures.emplace_back("Memory at most", bytes_text(report.peak_memory_bytes));
  return figures;
}

std::string phases(const RunReport& report, const TextStyle& style) {
  if (report.phases.empty()) return {};
  TextTable table({{"phase"},
                   {"took", Align::right},
                   {plural(report.plan.item_noun), Align::right},
                   {"rate", Align::right}});
  for (const PhaseTiming& phase : report.phases) {
    const double seconds = static_cast<double>(phase.duration_ms) / 1e3;
    const bool has_rate = phase.items > 0 && phase.duration_ms > 0;
    table.add_row({phase.phase, duration_text(phase.duration_ms), count_text(phase.items),
                   has_rate ? rate_text(static_cast<double>(phase.items) / seconds) : ""});
  }
  return table.render(style);
}

std::string quarantined(const RunReport& report, const TextStyle& style) {
  constexpr std::size_t listed_max = 20;
  if (report.quarantined.empty()) return {};
  TextTable table({{"key"}, {"why it was left alone", Align::left, 160}});
  for (const QuarantinedItem& item : report.quarantined) {
    if (&item == &report.quarantined.front() + listed_max) break;
    table.add_row({item.key, item.reason});
  }
  std::string text = table.render(style);
  const std::size_t listed = std::min(report.quarantined.size(), listed_max);
  if (quarantined_count(report) > listed)
    text += fmt::format("  and {} more: the JSON and HTML reports list up to {}\n",
                        count_text(quarantined_count(report) - listed),
                        count_text(RunReport::quarantined_listed_max));
  return text;
}

std::string backups(const RunReport& report, const TextStyle& style) {
  if (report.backups.empty()) return {};
  TextTable table({{"backup", Align::left, 160},
                   {"kind"},
                   {"collection"},
                   {"items", Align::right},
                   {"size", Align::right}});
  for (const BackupTaken& backup : report.backups)
    table.add_row({backup.path, std::string(to_string(backup.kind)), backup.collection,
                   count_text(backup.items), bytes_text(backup.bytes)});
  return table.render(style);
}

std::string timeline(const RunReport& report, const TextStyle& style) {
  if (report.timeline.empty()) return {};
  TextTable table({{""}, {"", Align::left, 160}});
  for (const TimelineEvent& event : report.timeline)
    table.add_row({base::format_rfc3339(event.at_ms), event.what});
  return table.render(style);
}

}  // namespace

std::string preview_to_text(const Plan& plan, const TextStyle& style) {
  std::string text =
      fmt::format("{}\n{}\n\n", style.bold("Preview of " + printable(plan.migration_id)),
                  printable(plan.description));
  text += text::facts(style, {{"Target", plan.target},
                              {"Collection", plan.collection},
                              {"Made", time_text(plan.created_ms)}});
  text += plan_sections(plan, style);
  return text + text::section(style, "Before it may run", checks_to_text(plan.checks, style));
}

std::string report_to_text(const RunReport& report, const TextStyle& style) {
  std::string text = fmt::format(
      "{}\n{}\n",
      style.bold(fmt::format("{}: {}", title_of(report), printable(report.run.migration_id))),
      printable(report.plan.description));
  text += "\n" + headline_text(headline_of(report), style);
  text += "\n" + text::facts(style, run_facts(report));
  text += text::section(style, "Counts", text::facts(style, run_figures(report)));
  text += text::section(style, "Phases", phases(report, style));
  text += text::section(style, "Checks", checks_to_text(report.checks, style));
  text += text::section(style, "Left alone", quarantined(report, style));
  text += text::section(style, "What the migration says", text::details(style, report.plan));
  text += text::section(style, "Pinned", text::pinned_inputs(style, report.plan));
  text += text::section(style, "Backups", backups(report, style));
  if (report.load) text += text::section(style, "Load", text::facts(style, used_facts(report)));
  text += text::section(style, "Timeline", timeline(report, style));
  return text;
}

}  // namespace whimbrel::engine
