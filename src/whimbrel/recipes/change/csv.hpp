#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"

namespace whimbrel::recipes {

// Reads CSV text as RFC 4180 has it: commas, values in double quotes where they hold a comma, a
// quote (doubled) or a line end, lines ended by CRLF or LF, a byte order mark before it or none.
// Empty lines are left out. The text must outlive it.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);

  // Reads the next record into `values`. False at the end. invalid_data with the line for a quote
  // that does not end, and for text behind one.
  base::Result<bool> next(std::vector<std::string>& values);

  // The line, from 1, on which the record last read began.
  std::size_t line() const noexcept { return record_line_; }

 private:
  base::Status read_quoted(std::string& value);
  void read_bare(std::string& value);
  bool skip_line_end();
  tl::unexpected<base::Error> bad(std::string what, std::string remedy) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 1;
};

}  // namespace whimbrel::recipes
