#include "whimbrel/engine/report/units_text.hpp"

#include <fmt/format.h>

#include <cmath>

#include "whimbrel/engine/report/figures.hpp"

namespace whimbrel::engine {
namespace {

std::string rounded_up(double units) {
  return count_text(static_cast<std::uint64_t>(std::ceil(units)));
}

}  // namespace

std::optional<double> record_units_an_item(const RunReport& report) {
  // A resumed run counts what was done before it, too.
  if (!report.units || report.action != "up" || report.run.counters.changed == 0)
    return std::nullopt;
  return report.units->records_written / static_cast<double>(report.run.counters.changed);
}

std::optional<std::string> write_units_text(const RunReport& report) {
  if (!report.units || report.units->items_written + report.units->records_written == 0)
    return std::nullopt;
  std::string text = fmt::format("{} for the items, {} for whimbrel's own records",
                                 rounded_up(report.units->items_written),
                                 rounded_up(report.units->records_written));
  if (const auto an_item = record_units_an_item(report))
    text += fmt::format(" ({:.2f} an item changed)", *an_item);
  return text;
}

}  // namespace whimbrel::engine
