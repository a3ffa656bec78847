#pragma once

#include <vector>

#include "whimbrel/stores/contract/contract_context.hpp"

namespace whimbrel::stores::contract::testing {

// Random items under random filters, in a collection with these indexes: what a scan with the
// filter gives and the filter then selects must be what the filter selects of everything.
void check_random_scans(Context& context, const std::vector<IndexSpec>& indexes);

}  // namespace whimbrel::stores::contract::testing
