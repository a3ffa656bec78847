#pragma once

#include <string>
#include <vector>

#include "whimbrel/engine/run_report.hpp"

// Charts as inline SVG that takes its colours from the page, widths in percent so that they fit any
// screen; their words are HTML beside them.
namespace whimbrel::engine::html {

// When each phase ran and how long, one bar a phase on a common time axis. When the run stood still
// for most of the time (paused, resumed the next day), the breaks are left out, and it says so.
std::string phase_chart(const std::vector<PhaseTiming>& phases, std::string_view item_noun);

// How much of the collection changes: one bar, with a legend.
std::string share_chart(const Plan& plan);

// A bar of `part` in `whole` for a table's cell.
std::string cell_bar(std::uint64_t part, std::uint64_t whole);

}  // namespace whimbrel::engine::html
