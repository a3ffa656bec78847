#include "whimbrel/engine/report/load_view.hpp"

#include <fmt/format.h>

#include <cmath>

#include "whimbrel/engine/report/figures.hpp"

namespace whimbrel::engine {
namespace {

std::string units_text(double units) {
  return count_text(static_cast<std::uint64_t>(std::ceil(std::max(units, 0.0))));
}

std::string cost_text(const stores::LoadCost& cost) {
  return fmt::format("{} units read, {} written", units_text(cost.read_units),
                     units_text(cost.write_units));
}

std::string apart_text(double items, double records) {
  return fmt::format("{} for the items, {} for whimbrel's own records", units_text(items),
                     units_text(records));
}

}  // namespace

std::string money_text(double money) {
  if (money >= 1) return fmt::format("{:.2f}", money);
  if (money > 0 && money < 0.0001) return "less than 0.0001";
  return fmt::format("{:.4f}", money);
}

LoadFacts forecast_facts(const stores::Forecast& forecast) {
  LoadFacts facts;
  for (const stores::Forecast::Mode& mode : forecast.modes)
    facts.emplace_back(
        mode.name + (mode.is_chosen ? " (chosen)" : ""),
        fmt::format("{}, {} {}, {}", cost_text(mode.cost), money_text(mode.cost.money),
                    forecast.currency, estimate_text(mode.duration_ms)));
  for (const std::string& basis : forecast.basis) facts.emplace_back("counted with", basis);
  return facts;
}

std::optional<double> record_units_an_item(const RunReport& report) {
  // A resumed run counts what was done before it, too.
  if (!report.load || report.action != "up" || report.run.counters.changed == 0)
    return std::nullopt;
  return report.load->records.written / static_cast<double>(report.run.counters.changed);
}

LoadFacts used_facts(const RunReport& report) {
  if (!report.load) return {};
  const stores::LoadUsed& used = *report.load;
  LoadFacts facts{{"Cost", money_text(used.money)},
                  {"Units read", apart_text(used.items.read, used.records.read)},
                  {"Units written", apart_text(used.items.written, used.records.written)},
                  {"Requests", fmt::format("{}, {} throttled", count_text(used.requests),
                                           share_text(used.throttled, used.requests))}};
  if (const auto an_item = record_units_an_item(report))
    facts.emplace_back("Records", fmt::format("{:.2f} units written an item changed", *an_item));
  for (const auto& [reason, waited_ms] : used.waited_ms)
    if (waited_ms > 0)
      facts.emplace_back("Waited, " + reason, duration_text(waited_ms) + " of all threads");
  return facts;
}

}  // namespace whimbrel::engine
