#include "whimbrel/engine/report/text_sections.hpp"

#include <fmt/format.h>

#include <cctype>

#include "whimbrel/engine/report/details_view.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_text.hpp"
#include "whimbrel/engine/report/text_table.hpp"
#include "whimbrel/engine/report/text_width.hpp"
#include "whimbrel/engine/report/value_text.hpp"

namespace whimbrel::engine {
namespace text {
namespace {

constexpr std::size_t value_width_max = 60;

std::string shown(const std::optional<std::string>& raw) {
  return raw ? cut_to_width(printable(value_text(*raw)), value_width_max) : "(absent)";
}

std::string sample(const TextStyle& style, const SampleChange& change) {
  std::string text = "  " + printable(change.key) + "\n";
  if (change.erased) text += "      " + style.warning("removed") + "\n";
  std::size_t path_width = 0;
  for (const FieldChange& field : change.fields)
    path_width = std::max(path_width, display_width(printable(field.path)));
  for (const FieldChange& field : change.fields) {
    const std::string path = printable(field.path);
    text += fmt::format("      {}{}  {} {} {}\n", path,
                        std::string(path_width - display_width(path), ' '), shown(field.before),
                        style.arrow(), style.bold(shown(field.after)));
  }
  return text;
}

std::string detail_table(const TextStyle& style, const DetailTable& detail) {
  std::vector<TextTable::Column> columns;
  for (const std::string& title : detail.columns) columns.push_back({title});
  TextTable table(std::move(columns));
  for (const std::vector<std::string>& row : detail.rows) table.add_row(row);
  std::string text = fmt::format("  {}:\n{}", printable(detail.title), table.render(style, 4));
  if (detail.rows_left_out > 0)
    text += fmt::format("    and {} more: the JSON report lists them\n",
                        count_text(detail.rows_left_out));
  return text;
}

}  // namespace

std::string title_plural(std::string_view noun) {
  std::string title = plural(noun);
  if (!title.empty())
    title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  return title;
}

std::string section(const TextStyle& style, std::string_view title, std::string_view body) {
  if (body.empty()) return {};
  return fmt::format("\n{}\n{}", style.bold(printable(title)), body);
}

std::string facts(const TextStyle& style, const Facts& facts) {
  TextTable table({{"", TextTable::Align::left, 24}, {"", TextTable::Align::left, 200}});
  for (const auto& [name, value] : facts) table.add_row({name, value});
  return facts.empty() ? "" : table.render(style);
}

std::string impact(const TextStyle& style, const Plan& plan) {
  if (plan.impact.top_owners.empty()) return {};
  using Align = TextTable::Align;
  TextTable table({{plan.owner_noun, Align::left, 68},
                   {plural(plan.item_noun), Align::right},
                   {plural(plan.amount_noun), Align::right}});
  for (const OwnerImpact& owner : plan.impact.top_owners)
    table.add_row({owner.owner, count_text(owner.items), amount_text(owner.amount)});
  return table.render(style);
}

std::string samples(const TextStyle& style, const Plan& plan) {
  std::string text;
  for (const SampleChange& change : plan.samples) text += sample(style, change);
  return text;
}

std::string rejected_samples(const TextStyle& style, const Plan& plan) {
  if (plan.rejected_samples.empty()) return {};
  TextTable table({{"key"}, {"why it cannot be changed", TextTable::Align::left, 160}});
  for (const auto& [key, reason] : plan.rejected_samples) table.add_row({key, reason});
  return table.render(style);
}

std::string actions(const Plan& plan) {
  std::string text;
  for (const std::string& action : plan.actions) text += "  " + printable(action) + "\n";
  if (!plan.undoable)
    text += "  when completed: the journal is removed, and the run cannot be taken back\n";
  return text;
}

std::string details(const TextStyle& style, const Plan& plan) {
  const DetailsView view = view_of_details(plan.details);
  std::string text = facts(style, view.facts);
  for (const DetailTable& table : view.tables) text += detail_table(style, table);
  return text;
}

std::string pinned_inputs(const TextStyle& style, const Plan& plan) {
  if (plan.inputs.documents.empty()) return {};
  TextTable table({{"input"},
                   {"fetched"},
                   {"size", TextTable::Align::right},
                   {"SHA-256", TextTable::Align::left, 64}});
  for (const auto& [name, document] : plan.inputs.documents)
    table.add_row({name, time_text(document.fetched_ms), bytes_text(document.content.size()),
                   document.sha256});
  return table.render(style);
}

std::string risk(const TextStyle& style, const RiskAssessment& risk) {
  const std::string level(to_string(risk.level));
  std::string text = "  " + (risk.level == RiskLevel::high     ? style.bad(level)
                             : risk.level == RiskLevel::medium ? style.warning(level)
                                                               : style.good(level));
  text += "\n";
  for (const std::string& factor : risk.factors) text += "  - " + printable(factor) + "\n";
  for (const std::string& help : risk.mitigation)
    text += fmt::format("  {} {}\n", style.arrow(), printable(help));
  return text;
}

}  // namespace text

std::string checks_to_text(const std::vector<CheckResult>& checks, const TextStyle& style) {
  std::string text;
  for (const CheckResult& check : checks) {
    const std::string mark = check.passed       ? style.passed_mark()
                             : check.only_warns ? style.warning_mark()
                                                : style.failed_mark();
    text += fmt::format("  {} {}{}{}\n", mark, printable(check.name),
                        check.detail.empty() ? "" : ": ", printable(check.detail));
  }
  return text;
}

}  // namespace whimbrel::engine
