#include "whimbrel/engine/report/html_charts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/html_escape.hpp"

namespace whimbrel::engine::html {
namespace {

// Narrower bars would vanish.
constexpr double bar_percent_min = 0.6;

double percent(double part, double whole) {
  return whole <= 0 ? 0 : std::clamp(100.0 * part / whole, 0.0, 100.0);
}

std::string rectangle(std::string_view css_class, double x_percent, double width_percent,
                      int height) {
  return fmt::format(R"(<rect class="{}" x="{:.2f}%" width="{:.2f}%" height="{}" rx="3"></rect>)",
                     css_class, x_percent, width_percent, height);
}

struct PhaseBar {
  const PhaseTiming* phase = nullptr;
  std::int64_t start_ms = 0;  // on the chart's axis
};

struct PhaseAxis {
  std::vector<PhaseBar> bars;
  std::int64_t length_ms = 0;
  bool breaks_left_out = false;
};

PhaseAxis lay_out(const std::vector<PhaseTiming>& phases) {
  std::int64_t busy_ms = 0;
  base::UnixMillis first_ms = phases.front().started_ms;
  base::UnixMillis last_ms = first_ms;
  for (const PhaseTiming& phase : phases) {
    busy_ms += phase.duration_ms;
    first_ms = std::min(first_ms, phase.started_ms);
    last_ms = std::max(last_ms, phase.started_ms + phase.duration_ms);
  }
  PhaseAxis axis;
  axis.breaks_left_out = busy_ms * 3 < last_ms - first_ms;
  axis.length_ms = axis.breaks_left_out ? busy_ms : last_ms - first_ms;
  std::int64_t packed_ms = 0;
  for (const PhaseTiming& phase : phases) {
    axis.bars.push_back({&phase, axis.breaks_left_out ? packed_ms : phase.started_ms - first_ms});
    packed_ms += phase.duration_ms;
  }
  return axis;
}

std::string phase_figures(const PhaseTiming& phase, std::string_view item_noun) {
  std::string text = duration_text(phase.duration_ms);
  if (phase.items == 0) return text;
  text += " · " + escaped(counted(phase.items, item_noun));
  if (phase.duration_ms > 0)
    text += " · " + rate_text(1e3 * static_cast<double>(phase.items) /
                              static_cast<double>(phase.duration_ms));
  return text;
}

std::string legend_entry(std::string_view css_class, std::string_view words) {
  return fmt::format(R"(<span><svg width="11" height="11" aria-hidden="true">)"
                     R"(<rect class="{}" width="11" height="11" rx="3"></rect></svg>{}</span>)",
                     css_class, words);
}

}  // namespace

std::string phase_chart(const std::vector<PhaseTiming>& phases, std::string_view item_noun) {
  if (phases.empty()) return {};
  const PhaseAxis axis = lay_out(phases);
  const auto length = static_cast<double>(axis.length_ms);
  std::string rows;
  for (const PhaseBar& bar : axis.bars) {
    const double width =
        std::max(percent(static_cast<double>(bar.phase->duration_ms), length), bar_percent_min);
    const double start =
        std::min(percent(static_cast<double>(bar.start_ms), length), 100.0 - width);
    rows += fmt::format(
        "<span>{0}</span><span class=\"row-chart\"><svg width=\"100%\" height=\"14\" role=\"img\" "
        "aria-label=\"{0}: {1}\">{2}{3}</svg></span><span class=\"figure\">{1}</span>\n",
        escaped(bar.phase->phase), phase_figures(*bar.phase, item_noun),
        rectangle("track", 0, 100, 14), rectangle("bar", start, width, 14));
  }
  return fmt::format(
      "<div class=\"phases\">\n{}<span></span><span class=\"axis row-chart\"><span>0 ms</span>"
      "<span>{}{}</span></span><span></span>\n</div>\n",
      rows, duration_text(axis.length_ms), axis.breaks_left_out ? " without breaks" : "");
}

std::string share_chart(const Plan& plan) {
  const auto total = static_cast<double>(plan.items_total);
  const double changed = percent(static_cast<double>(plan.items_selected), total);
  const double rejected = percent(static_cast<double>(plan.items_rejected), total);
  const std::string share = share_text(plan.items_selected, plan.items_total);
  std::string bars = rectangle("track", 0, 100, 18);
  std::string legend =
      legend_entry("bar", fmt::format("{} to change, {}", count_text(plan.items_selected), share));
  if (plan.items_selected > 0) bars += rectangle("bar", 0, std::max(changed, bar_percent_min), 18);
  if (plan.items_rejected > 0) {
    bars += rectangle("refused", std::min(changed + 0.3, 99.0), std::max(rejected, bar_percent_min),
                      18);
    legend += legend_entry(
        "refused", fmt::format("{} that cannot be changed", count_text(plan.items_rejected)));
  }
  const std::uint64_t concerned = plan.items_selected + plan.items_rejected;
  const std::uint64_t untouched = plan.items_total - std::min(concerned, plan.items_total);
  legend += legend_entry("track", fmt::format("{} not concerned", count_text(untouched)));
  return fmt::format(
      "<svg width=\"100%\" height=\"18\" role=\"img\" aria-label=\"{} of the collection "
      "changes\">{}</svg>\n<div class=\"legend\">{}</div>\n",
      share, bars, legend);
}

std::string cell_bar(std::uint64_t part, std::uint64_t whole) {
  const double width =
      std::max(percent(static_cast<double>(part), static_cast<double>(whole)), bar_percent_min);
  return fmt::format(R"(<svg width="100%" height="10" aria-hidden="true">{}</svg>)",
                     rectangle("bar", 0, width, 10));
}

}  // namespace whimbrel::engine::html
