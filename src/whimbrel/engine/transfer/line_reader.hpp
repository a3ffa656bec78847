#pragma once

#include "whimbrel/engine/transfer/input_buffer.hpp"
#include "whimbrel/engine/transfer/record_reader.hpp"

namespace whimbrel::engine {

// Lines that begin so were written by whimbrel to explain the line below, and are passed over.
inline constexpr std::string_view comment_line_prefix = "#whimbrel: ";

// A record a line, without the blanks at its ends. Blank lines and a byte order mark are passed
// over. A line past the bound is a record with a fault and without bytes.
class LineReader final : public RecordReader {
 public:
  LineReader(std::unique_ptr<ByteSource> source, std::size_t line_bytes_max)
      : input_(std::move(source)), line_bytes_max_(line_bytes_max) {}

  base::Result<bool> next(RawRecord& record) override;

 private:
  // The next line with its end, however long; what is in view is consumed by the next call.
  base::Result<bool> next_line();
  base::Status skip_rest_of_line();
  bool fill_record(RawRecord& record);

  InputBuffer input_;
  std::size_t line_bytes_max_;
  std::size_t line_bytes_ = 0;  // of the line in view, its end included
  bool too_long_ = false;
  std::uint64_t lines_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace whimbrel::engine
