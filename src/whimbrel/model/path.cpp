#include "whimbrel/model/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "whimbrel/model/json_string.hpp"

namespace whimbrel::model {
namespace {

constexpr std::string_view remedy =
    "separate names by dots, as in proofs.0.amount, and quote a name that holds a dot, quote, "
    "backslash or blank as JSON does: metadata.\"a.b\"";

// Blank, control character, DEL: what nobody would see in an unquoted name.
bool is_invisible(char c) noexcept { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }

bool needs_quotes(char c) noexcept { return c == '"' || c == '\\' || is_invisible(c); }

void append_segment(std::string_view segment, std::string& text) {
  const bool plain = !segment.empty() && std::none_of(segment.begin(), segment.end(), [](char c) {
    return c == '.' || needs_quotes(c);
  });
  if (plain)
    text += segment;
  else
    append_json_string(segment, text);
}

// Reads segment after segment of one path's text.
class PathReader {
 public:
  explicit PathReader(std::string_view text) : text_(text) {}

  base::Result<std::vector<std::string>> read() {
    std::vector<std::string> segments;
    while (true) {
      if (segments.size() == Path::segments_max)
        return wrong_at(at_, fmt::format("has more than {} names", Path::segments_max));
      WHIMBREL_ASSIGN(std::string segment, read_segment());
      segments.push_back(std::move(segment));
      if (at_ == text_.size()) return segments;
      ++at_;  // the dot
    }
  }

 private:
  base::Result<std::string> read_segment() {
    return at_ < text_.size() && text_[at_] == '"' ? read_quoted() : read_plain();
  }

  base::Result<std::string> read_plain() {
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != '.') {
      if (needs_quotes(text_[at_])) return wrong_at(at_, "a name with this character needs quotes");
      ++at_;
    }
    if (at_ == start) return wrong_at(start, "a name is missing (an empty one is written \"\")");
    return std::string(text_.substr(start, at_ - start));
  }

  base::Result<std::string> read_quoted() {
    const std::size_t body = at_ + 1;
    std::size_t end = body;
    while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) return wrong_at(at_, "this quote is not closed");
    std::string name;
    if (const auto bad = append_unescaped(text_.substr(body, end - body), name))
      return wrong_at(body + *bad, "JSON has no such escape");
    at_ = end + 1;
    if (at_ < text_.size() && text_[at_] != '.')
      return wrong_at(at_, "a dot or the end must follow the closing quote");
    return name;
  }

  tl::unexpected<base::Error> wrong_at(std::size_t offset, std::string_view what) const {
    return base::fail(base::ErrorKind::usage,
                      fmt::format("path {}: column {}: {}", text_, offset + 1, what),
                      std::string(remedy));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Path::Path(std::vector<std::string> segments) : segments_(std::move(segments)) {
  for (const std::string& segment : segments_) {
    if (&segment != &segments_.front()) text_ += '.';
    append_segment(segment, text_);
  }
  if (segments_.size() > 1)
    parent_ = std::make_shared<const Path>(
        std::vector<std::string>(segments_.begin(), segments_.end() - 1));
}

base::Result<Path> Path::parse(std::string_view text) {
  WHIMBREL_ASSIGN(std::vector<std::string> segments, PathReader(text).read());
  return Path(std::move(segments));
}

std::optional<std::uint64_t> list_position_of(std::string_view segment) noexcept {
  const bool leading_zero = segment.size() > 1 && segment.front() == '0';
  if (segment.empty() || leading_zero) return std::nullopt;
  std::uint64_t position = 0;
  const char* end = segment.data() + segment.size();
  const auto [stop, error] = std::from_chars(segment.data(), end, position);
  if (error != std::errc() || stop != end) return std::nullopt;
  return position;
}

}  // namespace whimbrel::model
