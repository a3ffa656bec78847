#pragma once

#include <cstdint>
#include <optional>

namespace whimbrel::engine {

// How many items a run may change: a number, a share of the collection, or both (either one stops).
struct BlastRadius {
  std::optional<std::uint64_t> items_max;
  std::optional<double> share_max;  // 0.2 = a fifth
};

}  // namespace whimbrel::engine
