#include "whimbrel/engine/report/report_html.hpp"

#include <fmt/format.h>

#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/html_charts.hpp"
#include "whimbrel/engine/report/html_escape.hpp"
#include "whimbrel/engine/report/html_sections.hpp"
#include "whimbrel/engine/report/html_style.hpp"
#include "whimbrel/engine/report/load_view.hpp"

namespace whimbrel::engine {
namespace {

struct PageHead {
  std::string kind;  // "Preview", "Report of up"
  std::string migration_id;
  std::string description;
  std::string place;  // target and collection
};

// The policy in the page's head holds the page to its promise of needing nothing else.
std::string page(const PageHead& head, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
      "<title>{0} {1}</title>\n<style>{2}</style>\n</head>\n<body>\n<main>\n"
      "<div class=\"eyebrow\">Whimbrel · {0}</div>\n<h1>{1}</h1>\n<p>{3}</p>\n"
      "<p class=\"soft\">{4}</p>\n{5}"
      "<footer>Made by whimbrel. Times are in UTC.</footer>\n</main>\n</body>\n</html>\n",
      html::escaped(head.kind), html::escaped(head.migration_id), html::style_sheet(),
      html::escaped(head.description), html::escaped(head.place), body);
}

PageHead head_of(const Plan& plan, std::string kind) {
  return {std::move(kind), plan.migration_id, plan.description,
          fmt::format("{} · collection {}", plan.target, plan.collection)};
}

std::string pinned_inputs(const Plan& plan) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"Plan made", time_text(plan.created_ms)},
      {"Run time", base::format_rfc3339(plan.inputs.run_time_ms)},
      {"Migration checksum", plan.migration_checksum}};
  for (const auto& [name, document] : plan.inputs.documents)
    facts.emplace_back(
        name, fmt::format("{}, fetched {}, SHA-256 {}", bytes_text(document.content.size()),
                          time_text(document.fetched_ms), document.sha256));
  return html::definitions(facts);
}

std::string plan_cards(const Plan& plan) {
  return html::card("How much of the collection", html::share_chart(plan)) +
         html::card(fmt::format("{} concerned most", plural(plan.owner_noun)), html::impact(plan)) +
         html::card(fmt::format("Sample {}", plural(plan.item_noun)), html::samples(plan)) +
         html::card(fmt::format("{} that cannot be changed", plural(plan.item_noun)),
                    html::rejected_samples(plan)) +
         html::card("What the migration says", html::details(plan)) +
         html::card("Steps besides the items", html::actions(plan));
}

std::string columns(std::string_view cards) {
  return cards.empty() ? "" : fmt::format("<div class=\"columns\">\n{}</div>\n", cards);
}

Headline preview_headline(const Plan& plan) {
  const std::string share = share_text(plan.items_selected, plan.items_total);
  Headline headline;
  headline.title = fmt::format("{} of {} would change ({})", count_text(plan.items_selected),
                               counted(plan.items_total, plan.item_noun), share);
  headline.meaning = "This is a preview: nothing was changed.";
  if (!all_passed(plan.checks)) {
    headline.tone = Tone::bad;
    headline.next_step = "settle the failed checks; until then the run is refused";
  } else if (plan.items_selected == 0) {
    headline.next_step = "nothing to do";
  } else {
    headline.tone = plan.risk.level == RiskLevel::low ? Tone::good : Tone::warning;
    headline.next_step = fmt::format("apply it with `whimbrel up {} --target {} --confirm`",
                                     plan.migration_id, plan.target);
  }
  return headline;
}

std::vector<html::Tile> run_tiles(const RunReport& report) {
  const RunCounters& counters = report.run.counters;
  const Plan& plan = report.plan;
  std::vector<html::Tile> tiles{
      {count_text(counters.changed), plural(plan.item_noun) + " changed"},
      {count_text(plan.impact.owners), plural(plan.owner_noun) + " concerned"},
      {amount_text(plan.impact.amount), plural(plan.amount_noun) + " concerned"},
      {count_text(counters.conflicts), "conflicts settled"},
      {count_text(quarantined_count(report)), "left alone"}};
  tiles.push_back({duration_text(report.duration_ms), "in all"});
  if (report.peak_memory_bytes > 0)
    tiles.push_back({bytes_text(report.peak_memory_bytes), "memory at most"});
  return tiles;
}

std::string run_details(const RunReport& report) {
  const RunRecord& run = report.run;
  std::vector<std::pair<std::string, std::string>> facts{
      {"Run", run.run_id},
      {"Status", std::string(to_string(run.status))},
      {"Started", fmt::format("{} by {}", time_text(run.started_ms), run.started_by)}};
  if (run.finished_ms) facts.emplace_back("Finished", time_text(*run.finished_ms));
  facts.emplace_back("Read", counted(run.counters.scanned, report.plan.item_noun));
  facts.emplace_back("No longer concerned", count_text(run.counters.skipped));
  facts.emplace_back("Batches", count_text(run.counters.batches));
  facts.emplace_back("Segments", std::to_string(run.segments));
  facts.emplace_back("Plan digest", run.plan_digest);
  if (run.error) facts.emplace_back("Error", *run.error);
  return html::definitions(facts);
}

}  // namespace

std::string preview_to_html(const Plan& plan) {
  std::string body = html::headline(preview_headline(plan));
  body += html::tiles({{count_text(plan.items_selected), plural(plan.item_noun) + " to change"},
                       {count_text(plan.impact.owners), plural(plan.owner_noun) + " concerned"},
                       {amount_text(plan.impact.amount), plural(plan.amount_noun) + " concerned"},
                       {estimate_text(plan.estimated_apply_ms), "estimated"}});
  body += plan_cards(plan);
  body += html::card("Cost, forecast", html::definitions(forecast_facts(plan.forecast)));
  body += columns(html::card("Risk", html::risk(plan.risk)) +
                  html::card("Before it may run", html::checks(plan.checks)));
  body += html::card("Pinned", pinned_inputs(plan));
  return page(head_of(plan, "Preview"), body);
}

std::string report_to_html(const RunReport& report) {
  std::string body = html::headline(headline_of(report));
  body += html::tiles(run_tiles(report));
  body += html::card("Phases", html::phase_chart(report.phases, report.plan.item_noun));
  body += html::card("Checks", html::checks(report.checks));
  body += html::card("Left alone", html::quarantined(report));
  body += plan_cards(report.plan);
  body += columns(html::card("Timeline", html::timeline(report.timeline)) +
                  html::card("Risk", html::risk(report.plan.risk)));
  body += html::card("Backups", html::backups(report.backups));
  if (report.load) body += html::card("Load", html::definitions(used_facts(report)));
  body += columns(html::card("Run", run_details(report)) +
                  html::card("Pinned", pinned_inputs(report.plan)));
  return page(head_of(report.plan, title_of(report)), body);
}

}  // namespace whimbrel::engine
