#include "whimbrel/engine/report/html_sections.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/engine/report/details_view.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/html_charts.hpp"
#include "whimbrel/engine/report/html_escape.hpp"
#include "whimbrel/engine/report/value_text.hpp"

namespace whimbrel::engine::html {
namespace {

std::string_view css_class(Tone tone) {
  switch (tone) {
    case Tone::good:
      return "good";
    case Tone::warning:
      return "warning";
    case Tone::bad:
      return "bad";
  }
  return "bad";
}

std::string list(std::string_view title, const std::vector<std::string>& entries) {
  if (entries.empty()) return {};
  std::string items;
  for (const std::string& entry : entries) items += fmt::format("<li>{}</li>", escaped(entry));
  return fmt::format("<p class=\"soft\">{}</p><ul>{}</ul>\n", title, items);
}

std::string two_column_table(std::string_view left, std::string_view right, std::string_view rows) {
  return fmt::format(
      "<div class=\"scroll\"><table><thead><tr><th>{}</th><th>{}</th></tr></thead><tbody>{}"
      "</tbody></table></div>\n",
      left, right, rows);
}

// Commands stand between backticks in text.
std::string with_commands(std::string_view text) {
  std::string out;
  bool inside = false;
  for (const char c : escaped(text)) {
    if (c != '`') {
      out += c;
      continue;
    }
    out += inside ? "</code>" : "<code>";
    inside = !inside;
  }
  return inside ? out + "</code>" : out;
}

std::string raw_or_absent(const std::optional<std::string>& raw) {
  return raw ? escaped(value_text(*raw)) : "<span class=\"soft\">absent</span>";
}

std::string sample(const SampleChange& change) {
  std::string fields;
  if (change.erased)
    fields = "<span class=\"name\">item</span><span class=\"before\">removed</span>";
  for (const FieldChange& field : change.fields)
    fields += fmt::format(
        "<span class=\"name mono\">{}</span><span class=\"before mono\">{}</span>"
        "<span class=\"after mono\">{}</span>",
        escaped(field.path), raw_or_absent(field.before), raw_or_absent(field.after));
  return fmt::format("<div class=\"sample\"><code>{}</code><div class=\"diff\">{}</div></div>\n",
                     escaped(change.key), fields);
}

std::string table_cells(std::string_view tag, const std::vector<std::string>& texts) {
  std::string cells;
  for (const std::string& text : texts) cells += fmt::format("<{0}>{1}</{0}>", tag, escaped(text));
  return fmt::format("<tr>{}</tr>", cells);
}

std::string detail_table(const DetailTable& table) {
  std::string rows;
  for (const std::vector<std::string>& row : table.rows) rows += table_cells("td", row);
  std::string text = fmt::format(
      "<p class=\"soft\">{}</p>\n<div class=\"scroll\"><table><thead>{}</thead><tbody>{}</tbody>"
      "</table></div>\n",
      escaped(table.title), table_cells("th", table.columns), rows);
  if (table.rows_left_out > 0)
    text += fmt::format("<p class=\"soft\">and {} more: the JSON report lists them</p>\n",
                        count_text(table.rows_left_out));
  return text;
}

}  // namespace

std::string card(std::string_view title, std::string_view body) {
  if (body.empty()) return {};
  return fmt::format("<section class=\"card\"><h2>{}</h2>\n{}</section>\n", escaped(title), body);
}

std::string headline(const Headline& headline) {
  std::string next;
  if (!headline.next_step.empty())
    next = fmt::format("<p><span class=\"soft\">Next:</span> {}</p>",
                       with_commands(headline.next_step));
  return fmt::format("<div class=\"headline {}\"><b>{}</b><p>{}</p>{}</div>\n",
                     css_class(headline.tone), escaped(headline.title), escaped(headline.meaning),
                     next);
}

std::string tiles(const std::vector<Tile>& tiles) {
  std::string body;
  for (const Tile& tile : tiles)
    body += fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>", escaped(tile.figure),
                        escaped(tile.words));
  return fmt::format("<div class=\"tiles\">{}</div>\n", body);
}

std::string definitions(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string body;
  for (const auto& [name, value] : facts)
    body += fmt::format("<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(value));
  return facts.empty() ? "" : fmt::format("<dl>{}</dl>\n", body);
}

std::string impact(const Plan& plan) {
  if (plan.impact.top_owners.empty()) return {};
  std::uint64_t most = 1;
  for (const OwnerImpact& owner : plan.impact.top_owners) most = std::max(most, owner.items);
  std::string rows;
  for (const OwnerImpact& owner : plan.impact.top_owners)
    rows += fmt::format(
        "<tr><td><code>{}</code></td><td class=\"bars\">{}</td><td class=\"figure\">{}</td>"
        "<td class=\"figure\">{}</td></tr>\n",
        escaped(owner.owner), cell_bar(owner.items, most), count_text(owner.items),
        amount_text(owner.amount));
  std::string text = fmt::format(
      "<div class=\"scroll\"><table><thead><tr><th>{}</th><th></th><th class=\"figure\">{}</th>"
      "<th class=\"figure\">{}</th></tr></thead><tbody>{}</tbody></table></div>\n",
      escaped(plan.owner_noun), escaped(plural(plan.item_noun)), escaped(plural(plan.amount_noun)),
      rows);
  if (plan.impact.owners > plan.impact.top_owners.size())
    text += fmt::format(
        "<p class=\"soft\">and {} more</p>\n",
        escaped(counted(plan.impact.owners - plan.impact.top_owners.size(), plan.owner_noun)));
  return text;
}

std::string samples(const Plan& plan) {
  std::string text;
  for (const SampleChange& change : plan.samples) text += sample(change);
  return text;
}

std::string rejected_samples(const Plan& plan) {
  if (plan.rejected_samples.empty()) return {};
  std::string rows;
  for (const auto& [key, reason] : plan.rejected_samples)
    rows +=
        fmt::format("<tr><td><code>{}</code></td><td>{}</td></tr>", escaped(key), escaped(reason));
  return two_column_table("key", "why it cannot be changed", rows);
}

std::string actions(const Plan& plan) {
  std::vector<std::string> lines = plan.actions;
  if (!plan.undoable)
    lines.emplace_back("when completed: the journal is removed, and the run cannot be taken back");
  return list("In this order", lines);
}

std::string details(const Plan& plan) {
  const DetailsView view = view_of_details(plan.details);
  std::string text = definitions(view.facts);
  for (const DetailTable& table : view.tables) text += detail_table(table);
  return text;
}

std::string risk(const RiskAssessment& risk) {
  const Tone tone = risk.level == RiskLevel::low      ? Tone::good
                    : risk.level == RiskLevel::medium ? Tone::warning
                                                      : Tone::bad;
  return fmt::format("<p><span class=\"pill {}\">{}</span></p>\n", css_class(tone),
                     to_string(risk.level)) +
         list("Because", risk.factors) + list("What helps", risk.mitigation);
}

std::string checks(const std::vector<CheckResult>& checks) {
  if (checks.empty()) return {};
  std::string items;
  for (const CheckResult& check : checks) {
    const Tone tone = check.passed ? Tone::good : check.only_warns ? Tone::warning : Tone::bad;
    items +=
        fmt::format("<li class=\"{}\"><span class=\"mark\">{}</span>{}{}</li>\n", css_class(tone),
                    check.passed       ? "✓"
                    : check.only_warns ? "!"
                                       : "✗",
                    escaped(check.name),
                    check.detail.empty()
                        ? ""
                        : fmt::format("<br><span class=\"soft\">{}</span>", escaped(check.detail)));
  }
  return fmt::format("<ul class=\"plain\">\n{}</ul>\n", items);
}

std::string quarantined(const RunReport& report) {
  if (report.quarantined.empty()) return {};
  std::string rows;
  for (const QuarantinedItem& item : report.quarantined)
    rows += fmt::format("<tr><td><code>{}</code></td><td>{}</td></tr>\n", escaped(item.key),
                        escaped(item.reason));
  std::string text = two_column_table("key", "why it was left alone", rows);
  if (quarantined_count(report) > report.quarantined.size())
    text += fmt::format("<p class=\"soft\">and {} more</p>\n",
                        count_text(quarantined_count(report) - report.quarantined.size()));
  return text;
}

std::string backups(const std::vector<BackupTaken>& backups) {
  if (backups.empty()) return {};
  std::string rows;
  for (const BackupTaken& backup : backups)
    rows += fmt::format(
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td class=\"figure\">{}</td>"
        "<td class=\"figure\">{}</td></tr>\n",
        escaped(backup.path), to_string(backup.kind), escaped(backup.collection),
        count_text(backup.items), bytes_text(backup.bytes));
  return fmt::format(
      "<div class=\"scroll\"><table><thead><tr><th>backup</th><th>kind</th><th>collection</th>"
      "<th class=\"figure\">items</th><th class=\"figure\">size</th></tr></thead><tbody>{}</tbody>"
      "</table></div>\n",
      rows);
}

std::string timeline(const std::vector<TimelineEvent>& events) {
  if (events.empty()) return {};
  std::string items;
  for (const TimelineEvent& event : events)
    items += fmt::format("<li><time>{}</time>{}</li>\n", base::format_rfc3339(event.at_ms),
                         escaped(event.what));
  return fmt::format("<ul class=\"timeline\">\n{}</ul>\n", items);
}

}  // namespace whimbrel::engine::html
