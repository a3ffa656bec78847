#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"

namespace whimbrel::engine {

// Where a record begins in its input. All count from 1, but for the offset in bytes.
struct RecordPosition {
  std::uint64_t record = 0;
  // Of texts; 0 in binary files.
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::uint64_t byte_offset = 0;
};

// "line 17", "line 17, column 5", "document 12 at byte 3456".
std::string describe(const RecordPosition& position);

// One item as its file has it.
struct RawRecord {
  std::string_view bytes;
  RecordPosition position;
  // Why the reader could cut it out but not hand it on (a line that is too long, say).
  std::optional<base::Error> fault;
};

// Cuts an input into records. One thread.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  // False at the end. The record is valid until the next call, with model::item_padding_bytes
  // readable behind it. An error means that the input cannot be read on; it says where.
  virtual base::Result<bool> next(RawRecord& record) = 0;
};

// The longest record that is read: what the stores' largest items take as text.
inline constexpr std::size_t default_record_bytes_max = std::size_t{16} << 20;

}  // namespace whimbrel::engine
