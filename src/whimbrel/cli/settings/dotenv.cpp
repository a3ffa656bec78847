#include "whimbrel/cli/settings/dotenv.hpp"

#include <fmt/format.h>

#include <cctype>

#include "whimbrel/base/byte_order_mark.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;

constexpr std::string_view blanks = " \t";

bool is_name_char(char c, bool first) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '_' || std::isalpha(byte) != 0 || (!first && std::isdigit(byte) != 0);
}

// Reads one line. Columns in messages count bytes, from 1.
class LineReader {
 public:
  LineReader(std::string_view line, std::string_view file_name, std::size_t number)
      : line_(line), file_name_(file_name), number_(number) {}

  // False for a line that sets nothing.
  base::Result<bool> read(DotenvLine& out) {
    skip_blanks();
    if (at_end() || peek() == '#') return false;
    if (line_.substr(at_).starts_with("export ")) {
      at_ += 7;
      skip_blanks();
    }
    WHIMBREL_ASSIGN(out.name, read_name());
    skip_blanks();
    if (at_end() || peek() != '=') return wrong("'=' is missing behind the name");
    ++at_;
    skip_blanks();
    WHIMBREL_ASSIGN(out.value, read_value());
    out.line = number_;
    return true;
  }

 private:
  bool at_end() const { return at_ >= line_.size(); }
  char peek() const { return line_[at_]; }
  void skip_blanks() {
    while (!at_end() && blanks.find(peek()) != std::string_view::npos) ++at_;
  }

  tl::unexpected<base::Error> wrong(std::string_view what) const {
    return base::fail(ErrorKind::usage,
                      fmt::format("{}:{}:{}: {}", file_name_, number_, at_ + 1, what),
                      "write NAME=value, one a line; quote values that hold blanks or #");
  }

  base::Result<std::string> read_name() {
    const std::size_t start = at_;
    while (!at_end() && is_name_char(peek(), at_ == start)) ++at_;
    if (at_ == start) return wrong("a name is expected (letters, digits and _)");
    return std::string(line_.substr(start, at_ - start));
  }

  base::Result<std::string> read_value() {
    if (at_end()) return std::string();
    if (peek() == '\'' || peek() == '"') return read_quoted(peek());
    std::string_view value = line_.substr(at_);
    for (std::size_t i = 1; i < value.size(); ++i)
      if (value[i] == '#' && blanks.find(value[i - 1]) != std::string_view::npos)
        value = value.substr(0, i);
    if (value.starts_with('#')) value = {};
    return std::string(value.substr(0, value.find_last_not_of(blanks) + 1));
  }

  base::Result<std::string> read_quoted(char quote) {
    const std::size_t opened_at = at_++;
    std::string value;
    while (!at_end() && peek() != quote) {
      if (quote == '"' && peek() == '\\' && at_ + 1 < line_.size())
        value += unescaped();
      else
        value += line_[at_++];
    }
    if (at_end()) {
      at_ = opened_at;
      return wrong("the quote is not closed on its line");
    }
    ++at_;
    skip_blanks();
    if (!at_end() && peek() != '#') return wrong("nothing but a comment may follow the quote");
    return value;
  }

  std::string unescaped() {
    const char c = line_[at_ + 1];
    at_ += 2;
    switch (c) {
      case 'n':
        return "\n";
      case 't':
        return "\t";
      case '"':
      case '\\':
      case '$':
        return {c};
      default:
        return {'\\', c};
    }
  }

  std::string_view line_;
  std::string_view file_name_;
  std::size_t number_;
  std::size_t at_ = 0;
};

}  // namespace

base::Result<std::vector<DotenvLine>> parse_dotenv(std::string_view text,
                                                   std::string_view file_name) {
  if (text.starts_with(base::utf8_byte_order_mark))
    text.remove_prefix(base::utf8_byte_order_mark.size());
  if (const auto at = text.find('\0'); at != std::string_view::npos)
    return base::fail(ErrorKind::usage, fmt::format("{}: byte {} is NUL", file_name, at),
                      "make it a text file");
  std::vector<DotenvLine> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    DotenvLine parsed;
    WHIMBREL_ASSIGN(const bool sets, LineReader(line, file_name, number).read(parsed));
    if (sets) lines.push_back(std::move(parsed));
  }
  return lines;
}

}  // namespace whimbrel::cli
