#pragma once

#include "whimbrel/engine/transfer/input_buffer.hpp"
#include "whimbrel/engine/transfer/record_reader.hpp"

namespace whimbrel::engine {

// A record a BSON document, as mongodump writes a collection. Only the documents' sizes are looked
// at here. An error when a size cannot be right or the file ends inside a document.
class BsonReader final : public RecordReader {
 public:
  BsonReader(std::unique_ptr<ByteSource> source, std::size_t document_bytes_max)
      : input_(std::move(source)), document_bytes_max_(document_bytes_max) {}

  base::Result<bool> next(RawRecord& record) override;

 private:
  tl::unexpected<base::Error> fail_at(const RecordPosition& position, std::string what) const;

  InputBuffer input_;
  std::size_t document_bytes_max_;
  std::size_t given_bytes_ = 0;
  std::uint64_t records_ = 0;
};

}  // namespace whimbrel::engine
