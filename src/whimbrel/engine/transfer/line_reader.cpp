#include "whimbrel/engine/transfer/line_reader.hpp"

#include <fmt/format.h>

#include "whimbrel/base/byte_order_mark.hpp"
#include "whimbrel/model/json_blanks.hpp"

namespace whimbrel::engine {

base::Result<bool> LineReader::next_line() {
  input_.consume(line_bytes_);
  line_bytes_ = 0;
  too_long_ = false;
  for (std::size_t searched = 0;;) {
    const std::string_view view = input_.view();
    const std::size_t end = view.find('\n', searched);
    if (end != std::string_view::npos) {
      line_bytes_ = end + 1;
      too_long_ = end > line_bytes_max_;
      break;
    }
    searched = view.size();
    if (searched > line_bytes_max_) {
      line_bytes_ = searched;
      too_long_ = true;
      break;
    }
    WHIMBREL_ASSIGN(const bool more, input_.refill());
    if (more) continue;
    line_bytes_ = searched;
    if (searched == 0) return false;
    break;
  }
  ++lines_;
  return true;
}

base::Status LineReader::skip_rest_of_line() {
  if (input_.view().substr(0, line_bytes_).ends_with('\n')) return {};
  for (bool ended = false; !ended;) {
    input_.consume(line_bytes_);
    line_bytes_ = 0;
    WHIMBREL_ASSIGN(const bool more, input_.require(1));
    if (!more) return {};
    const std::size_t end = input_.view().find('\n');
    ended = end != std::string_view::npos;
    line_bytes_ = ended ? end + 1 : input_.view().size();
  }
  return {};
}

bool LineReader::fill_record(RawRecord& record) {
  std::string_view line = input_.view().substr(0, line_bytes_);
  std::size_t skipped = 0;
  if (lines_ == 1 && line.starts_with(base::utf8_byte_order_mark))
    skipped = base::utf8_byte_order_mark.size();
  skipped = line.find_first_not_of(model::json_blanks, skipped);
  if (skipped == std::string_view::npos) return false;
  line.remove_prefix(skipped);
  if (line.starts_with(comment_line_prefix)) return false;
  line = line.substr(0, line.find_last_not_of(model::json_blanks) + 1);
  record.bytes = line;
  record.position = {++records_, lines_, skipped + 1, input_.offset() + skipped};
  record.fault.reset();
  return true;
}

base::Result<bool> LineReader::next(RawRecord& record) {
  for (;;) {
    WHIMBREL_ASSIGN(const bool more, next_line());
    if (!more) return false;
    if (!too_long_) {
      if (fill_record(record)) return true;
      continue;
    }
    record.position = {++records_, lines_, 1, input_.offset()};
    WHIMBREL_TRY(skip_rest_of_line());
    record.bytes = {};
    record.fault = base::Error(
        base::ErrorKind::invalid_data,
        fmt::format("{}: longer than {} bytes", describe(record.position), line_bytes_max_),
        "check that the file has one document a line; an array needs --format json-array");
    return true;
  }
}

}  // namespace whimbrel::engine
