#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// Where a field stands in an item: names from the outside in. A segment of digits is a position when
// the container is a list, a name otherwise. Immutable after construction; share freely.
//
// Text form: segments joined by dots, `proofs.0.amount`; a segment that holds a dot, a quote, a
// backslash or a blank, or is empty, is quoted as in JSON: `metadata."a.b"`.
class Path {
 public:
  Path() = default;
  explicit Path(std::vector<std::string> segments);

  // Reads the text form. usage with the column where it is wrong (1-based, in bytes).
  static base::Result<Path> parse(std::string_view text);

  const std::vector<std::string>& segments() const noexcept { return segments_; }
  const std::string& text() const noexcept { return text_; }
  bool is_top_level() const noexcept { return segments_.size() == 1; }

  friend bool operator==(const Path& a, const Path& b) { return a.segments_ == b.segments_; }
  friend bool operator<(const Path& a, const Path& b) { return a.segments_ < b.segments_; }

 private:
  std::vector<std::string> segments_;
  std::string text_;
};

}  // namespace whimbrel::model
