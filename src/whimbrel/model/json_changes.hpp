#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// Replacements of byte ranges of one text, gathered in any order and applied at once. An empty
// range inserts, an empty text removes. Reused text after text. Does not own what it points at.
class JsonChanges {
 public:
  void clear() noexcept { changes_.clear(); }

  void replace(std::size_t begin, std::size_t end, std::string_view by) {
    changes_.push_back({begin, end, by});
  }
  void remove(std::size_t begin, std::size_t end) { replace(begin, end, {}); }
  // Several at one offset stay in the order given.
  void insert(std::size_t at, std::string_view text) { replace(at, at, text); }

  // Appends `text` with the changes to `after`. internal, and `after` as before, when two ranges
  // overlap.
  base::Status apply(std::string_view text, std::string& after);

 private:
  struct Change {
    std::size_t begin;
    std::size_t end;
    std::string_view by;
  };

  std::vector<Change> changes_;
};

}  // namespace whimbrel::model
