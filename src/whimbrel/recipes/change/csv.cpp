#include "whimbrel/recipes/change/csv.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/base/byte_order_mark.hpp"

namespace whimbrel::recipes {

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(base::utf8_byte_order_mark))
    text_.remove_prefix(base::utf8_byte_order_mark.size());
}

tl::unexpected<base::Error> CsvReader::bad(std::string what, std::string remedy) const {
  return base::fail(base::ErrorKind::invalid_data, fmt::format("line {}: {}", line_, what),
                    std::move(remedy));
}

bool CsvReader::skip_line_end() {
  if (at_ >= text_.size()) return true;
  const std::size_t size = text_.substr(at_, 2) == "\r\n" ? 2 : text_[at_] == '\n' ? 1 : 0;
  if (size == 0) return false;
  at_ += size;
  ++line_;
  return true;
}

base::Status CsvReader::read_quoted(std::string& value) {
  const std::size_t first_line = line_;
  for (++at_; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') ++line_;
    if (c == '"') {
      if (text_.substr(at_ + 1, 1) != "\"") break;
      ++at_;
    }
    value += c;
  }
  if (at_ >= text_.size()) {
    line_ = first_line;
    return bad("a value in quotes does not end", "end it with a double quote");
  }
  ++at_;
  const bool ends = at_ >= text_.size() || text_[at_] == ',' || text_[at_] == '\n' ||
                    text_.substr(at_, 2) == "\r\n";
  if (!ends)
    return bad("there is text behind a value in quotes", "write a quote inside of a value twice");
  return {};
}

void CsvReader::read_bare(std::string& value) {
  const std::size_t end = text_.find_first_of(",\n", at_);
  std::string_view text = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
  if (text.ends_with('\r') && (end == std::string_view::npos || text_[end] == '\n'))
    text.remove_suffix(1);
  value = text;
  at_ += text.size();
  if (end == std::string_view::npos) at_ = text_.size();
}

base::Result<bool> CsvReader::next(std::vector<std::string>& values) {
  values.clear();
  while (at_ < text_.size() && skip_line_end()) {
  }
  if (at_ >= text_.size()) return false;
  record_line_ = line_;
  for (;;) {
    std::string& value = values.emplace_back();
    if (at_ < text_.size() && text_[at_] == '"')
      WHIMBREL_TRY(read_quoted(value));
    else
      read_bare(value);
    if (skip_line_end()) return true;
    ++at_;  // the comma
  }
}

}  // namespace whimbrel::recipes
