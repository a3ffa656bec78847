#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::model {

// Where a field stands in an item: names from the outside in. A segment of digits is a position
// when the container is a list, a name otherwise. Immutable after construction; share freely.
//
// Text form: segments joined by dots, `proofs.0.amount`; a segment that holds a dot, a quote, a
// backslash, a blank or a control character, or is empty, is quoted as in JSON: `metadata."a.b"`.
class Path {
 public:
  // What parse() takes at most: deeper than any item that the codecs read.
  static constexpr std::size_t segments_max = 200;

  // The item itself; no text form reads as it.
  Path() = default;
  explicit Path(std::vector<std::string> segments);

  // Reads the text form. usage with the column where it is wrong (1-based, in bytes).
  static base::Result<Path> parse(std::string_view text);

  const std::vector<std::string>& segments() const noexcept { return segments_; }
  const std::string& text() const noexcept { return text_; }
  bool is_top_level() const noexcept { return segments_.size() == 1; }

  // The path of the container this one stands in; null for a top-level or empty path. Lives as long
  // as any copy of this path.
  const Path* parent() const noexcept { return parent_.get(); }

  friend bool operator==(const Path& a, const Path& b) { return a.segments_ == b.segments_; }
  friend bool operator<(const Path& a, const Path& b) { return a.segments_ < b.segments_; }

 private:
  std::vector<std::string> segments_;
  std::string text_;
  std::shared_ptr<const Path> parent_;
};

// The position in a list that a segment says, counted from 0; nullopt for anything but digits
// without leading zeros.
std::optional<std::uint64_t> list_position_of(std::string_view segment) noexcept;

}  // namespace whimbrel::model
