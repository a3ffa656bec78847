#pragma once

#include <cstddef>
#include <cstdint>

namespace whimbrel::model {

// Deepest nesting that any codec reads or writes by default: twice what MongoDB stores.
inline constexpr std::size_t default_depth_max = 200;

// Bounds for reading one document from outside. Beyond a bound the reader gives invalid_data and
// says which bound it was.
struct ReadOptions {
  // Lists and objects inside one another; a scalar alone has depth 0. At most 500 counts.
  std::size_t depth_max = default_depth_max;
  // Longest input in bytes; MongoDB's documents have at most 16 MiB, more as JSON text.
  std::size_t bytes_max = std::size_t{64} << 20;
  // Line number of the input's first line in its file, for errors in JSON text.
  std::uint64_t first_line = 1;
};

}  // namespace whimbrel::model
