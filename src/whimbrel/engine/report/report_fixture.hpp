#pragma once

#include "whimbrel/engine/run_report.hpp"

// A plan and reports with every part filled, and with data that tries to break out of its place.
// For tests.
namespace whimbrel::engine::testing {

Plan sample_plan();
// A completed `up` with two quarantined items and one failed check that only warns.
RunReport sample_report();
// The smallest that can be: nothing selected, nothing listed.
RunReport bare_report();

}  // namespace whimbrel::engine::testing
