#include "whimbrel/engine/transfer/record_reader.hpp"

#include <fmt/format.h>

namespace whimbrel::engine {

std::string describe(const RecordPosition& position) {
  if (position.line == 0)
    return fmt::format("document {} at byte {}", position.record, position.byte_offset);
  if (position.column <= 1) return fmt::format("line {}", position.line);
  return fmt::format("line {}, column {}", position.line, position.column);
}

}  // namespace whimbrel::engine
