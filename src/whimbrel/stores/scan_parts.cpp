#include "whimbrel/stores/scan_parts.hpp"

#include <algorithm>

namespace whimbrel::stores {

std::vector<KeyRange> scan_parts(std::size_t parts_max) {
  const auto parts = static_cast<std::uint32_t>(std::max<std::size_t>(parts_max, 1));
  std::vector<KeyRange> ranges(parts);
  for (std::uint32_t part = 0; part < parts; ++part) {
    ranges[part].part = part;
    ranges[part].parts = parts;
  }
  return ranges;
}

}  // namespace whimbrel::stores
