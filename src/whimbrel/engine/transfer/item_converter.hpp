#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/transfer/file_format.hpp"
#include "whimbrel/engine/transfer/record_reader.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// Turns records into items of one store's encoding. One thread.
class ItemConverter {
 public:
  virtual ~ItemConverter() = default;

  // The item, checked whole; it points into the record or into this converter, until the next call.
  // invalid_data, naming the place in the input, when it is none; unsupported when the encoding
  // cannot hold it.
  virtual base::Result<std::string_view> convert(const RawRecord& record) = 0;

  // The key of what convert() gave last, from its key fields. invalid_data, naming the place.
  virtual base::Result<model::Key> key(const RawRecord& record,
                                       std::span<const model::Path> key_fields) = 0;
};

// From `format` to `target`, which must outlive the converter. JSON documents for a store that
// keeps Extended JSON stay byte for byte as they are, but for line breaks between their tokens.
std::unique_ptr<ItemConverter> make_item_converter(FileFormat format,
                                                   const model::ItemCodec& target);

}  // namespace whimbrel::engine
