#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/phase_meter.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/stores/page.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

// What one thread does with the items of the segments it is given.
class SegmentVisitor {
 public:
  virtual ~SegmentVisitor() = default;
  // Segments are numbered in the order of the scan; a visitor sees a segment's pages in order.
  virtual base::Status visit(std::size_t segment, const stores::Page& page) = 0;
};

// Reads a whole collection, segments side by side on options.parallel_segments threads, each thread
// with a visitor of its own from `make_visitor` (called on the calling thread). Progress is told
// from the calling thread. The first error, or cancellation, ends it. Items that `where` does not
// match may be left out.
base::Status scan_in_parallel(const RunEnvironment& environment, std::string_view collection,
                              std::uint32_t threads, std::string_view phase,
                              const std::function<base::Result<SegmentVisitor*>()>& make_visitor,
                              const model::Filter* where = nullptr);

}  // namespace whimbrel::engine
