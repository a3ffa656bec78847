#pragma once

#include "whimbrel/engine/transfer/input_buffer.hpp"
#include "whimbrel/engine/transfer/record_reader.hpp"

namespace whimbrel::engine {

// A record an element of one JSON array, on as many lines as it likes. Only brackets, commas and
// strings are looked at here; whoever takes the record checks the rest. An error when the input is
// no array, ends before its bracket, goes on behind it, or holds an element past the bound.
class JsonArrayReader final : public RecordReader {
 public:
  JsonArrayReader(std::unique_ptr<ByteSource> source, std::size_t element_bytes_max)
      : input_(std::move(source)), element_bytes_max_(element_bytes_max) {}

  base::Result<bool> next(RawRecord& record) override;

 private:
  enum class State : std::uint8_t { before_array, at_first_element, at_element, after_array };

  base::Status open_array();
  base::Status expect_end();
  // Passes blanks; the next byte, or '\0' at the end of the input.
  base::Result<char> peek();
  void advance(std::size_t size);
  base::Result<std::size_t> measure_element();
  tl::unexpected<base::Error> fail_here(std::string_view what) const;

  InputBuffer input_;
  std::size_t element_bytes_max_;
  State state_ = State::before_array;
  std::uint64_t line_ = 1;
  std::uint64_t line_begin_offset_ = 0;
  std::uint64_t records_ = 0;
  std::size_t given_bytes_ = 0;  // of the record handed out last
};

}  // namespace whimbrel::engine
