#pragma once

#include <string>

namespace whimbrel::recipes {

// Where a word stands in a recipe; line and column count from 1, columns in characters. Line 0: the
// file as a whole.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

// "migrations/005_split_name.yaml:7:3", the file alone for line 0.
std::string to_string(const Place& place);

}  // namespace whimbrel::recipes
