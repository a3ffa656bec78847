#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/parallel_scan.hpp"
#include "whimbrel/engine/pass.hpp"
#include "whimbrel/engine/run_options.hpp"

namespace whimbrel::engine {

// Shows everything that a pass walks to visitors: its collection as scan_in_parallel does, or what
// it generates, on the calling thread with one visitor.
base::Status walk_in_parallel(const RunEnvironment& environment, const Pass& pass,
                              const PinnedInputs& inputs, std::uint32_t threads,
                              std::string_view phase,
                              const std::function<base::Result<SegmentVisitor*>()>& make_visitor,
                              const model::Filter* where);

}  // namespace whimbrel::engine
