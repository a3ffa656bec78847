#include "whimbrel/recipes/document/place.hpp"

#include <fmt/format.h>

namespace whimbrel::recipes {

std::string to_string(const Place& place) {
  if (place.line == 0) return place.file;
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

}  // namespace whimbrel::recipes
