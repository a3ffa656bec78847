#include "whimbrel/engine/transfer/json_array_reader.hpp"

#include <fmt/format.h>

#include "whimbrel/base/byte_order_mark.hpp"
#include "whimbrel/model/json_blanks.hpp"

namespace whimbrel::engine {
namespace {

// Follows an element byte by byte: where it ends depends on brackets and commas outside strings.
class ElementScanner {
 public:
  // True once `c` is the comma or bracket behind the element.
  bool ends_before(char c) {
    if (in_string_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_string_ = false;
      return false;
    }
    switch (c) {
      case '"':
        in_string_ = true;
        return false;
      case '{':
      case '[':
        ++depth_;
        return false;
      case '}':
      case ']':
        return depth_-- == 0;
      case ',':
        return depth_ == 0;
      default:
        return false;
    }
  }

 private:
  std::uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace

tl::unexpected<base::Error> JsonArrayReader::fail_here(std::string_view what) const {
  return base::fail(
      base::ErrorKind::invalid_data,
      fmt::format("line {}, column {}: {}", line_, input_.offset() - line_begin_offset_ + 1, what),
      "correct the file, or take another copy of it");
}

void JsonArrayReader::advance(std::size_t size) {
  const std::string_view passed = input_.view().substr(0, size);
  for (std::size_t at = passed.find('\n'); at != std::string_view::npos;
       at = passed.find('\n', at + 1)) {
    ++line_;
    line_begin_offset_ = input_.offset() + at + 1;
  }
  input_.consume(size);
}

base::Result<char> JsonArrayReader::peek() {
  for (;;) {
    const std::string_view view = input_.view();
    const std::size_t found = view.find_first_not_of(model::json_blanks);
    advance(found == std::string_view::npos ? view.size() : found);
    if (found != std::string_view::npos) return input_.view().front();
    WHIMBREL_ASSIGN(const bool more, input_.refill());
    if (!more) return '\0';
  }
}

base::Status JsonArrayReader::open_array() {
  WHIMBREL_TRY(input_.require(base::utf8_byte_order_mark.size()));
  if (input_.view().starts_with(base::utf8_byte_order_mark))
    input_.consume(base::utf8_byte_order_mark.size());
  line_begin_offset_ = input_.offset();
  WHIMBREL_ASSIGN(const char first, peek());
  if (first != '[') return fail_here("not a JSON array: it must begin with [");
  advance(1);
  state_ = State::at_first_element;
  return {};
}

base::Status JsonArrayReader::expect_end() {
  state_ = State::after_array;
  WHIMBREL_ASSIGN(const char rest, peek());
  if (rest == '\0' && input_.view().empty()) return {};
  return fail_here("there is more behind the array's closing ]");
}

base::Result<std::size_t> JsonArrayReader::measure_element() {
  ElementScanner scanner;
  for (std::size_t at = 0;; ++at) {
    if (at == input_.view().size()) {
      WHIMBREL_ASSIGN(const bool more, input_.refill());
      if (!more) return fail_here("the file ends inside the document that begins here");
    }
    if (scanner.ends_before(input_.view()[at])) return at;
    if (at >= element_bytes_max_)
      return fail_here(
          fmt::format("the document that begins here is longer than {} bytes", element_bytes_max_));
  }
}

base::Result<bool> JsonArrayReader::next(RawRecord& record) {
  advance(given_bytes_);
  given_bytes_ = 0;
  if (state_ == State::before_array) WHIMBREL_TRY(open_array());
  if (state_ == State::after_array) return false;
  WHIMBREL_ASSIGN(char next, peek());
  if (next == ']') {
    advance(1);
    WHIMBREL_TRY(expect_end());
    return false;
  }
  if (state_ == State::at_element) {
    // What stands behind an element is a comma or a closing bracket, or the file ends: the
    // element's end was found by it.
    if (next == ',') advance(1);
    WHIMBREL_ASSIGN(next, peek());
  }
  state_ = State::at_element;
  if (next == '\0' && input_.view().empty())
    return fail_here("the file ends before the array's closing ]");
  if (next == ',' || next == ']') return fail_here("a document is missing here");
  if (next == '}') return fail_here("a } closes what was not opened");
  WHIMBREL_ASSIGN(const std::size_t size, measure_element());
  const std::string_view element = input_.view().substr(0, size);
  record.bytes = element.substr(0, element.find_last_not_of(model::json_blanks) + 1);
  record.position = {++records_, line_, input_.offset() - line_begin_offset_ + 1, input_.offset()};
  record.fault.reset();
  given_bytes_ = size;
  return true;
}

}  // namespace whimbrel::engine
