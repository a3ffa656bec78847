#include "whimbrel/engine/transfer/bson_reader.hpp"

#include <fmt/format.h>

namespace whimbrel::engine {
namespace {

constexpr std::size_t size_bytes = 4;
constexpr std::uint32_t empty_document_bytes = 5;

std::uint32_t size_at(std::string_view bytes) {
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < size_bytes; ++i)
    size |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return size;
}

}  // namespace

tl::unexpected<base::Error> BsonReader::fail_at(const RecordPosition& position,
                                                std::string what) const {
  return base::fail(base::ErrorKind::corrupt, describe(position) + ": " + std::move(what),
                    "take another copy of the file; it must be a collection file of mongodump");
}

base::Result<bool> BsonReader::next(RawRecord& record) {
  input_.consume(given_bytes_);
  given_bytes_ = 0;
  record.fault.reset();
  record.position = {records_ + 1, 0, 0, input_.offset()};
  WHIMBREL_ASSIGN(const bool has_size, input_.require(size_bytes));
  if (!has_size) {
    if (input_.view().empty()) return false;
    return fail_at(record.position, "the file ends inside its size: it was cut short");
  }
  const std::uint32_t size = size_at(input_.view());
  if (size < empty_document_bytes || size > document_bytes_max_)
    return fail_at(record.position, fmt::format("a size of {} bytes cannot be right (limit {})",
                                                size, document_bytes_max_));
  WHIMBREL_ASSIGN(const bool whole, input_.require(size));
  if (!whole)
    return fail_at(record.position,
                   fmt::format("the file ends {} bytes into its {}: it was cut short",
                               input_.view().size(), size));
  ++records_;
  record.bytes = input_.view().substr(0, size);
  given_bytes_ = size;
  return true;
}

}  // namespace whimbrel::engine
