#pragma once

#include <string>

#include "bench/tool/measurement.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::bench {

// What a careful engineer would write by hand for this one job: scan in key order, test, update the
// same rows, a transaction a page of 5,000, WAL and synchronous=FULL; no journal, guard,
// checkpoint, backup or verification. Reads and splices with whimbrel's own item view, so that only
// the safety makes the difference.
base::Result<Measurement> run_bare_loop(const std::string& path);

}  // namespace whimbrel::bench
