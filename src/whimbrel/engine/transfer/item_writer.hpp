#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/engine/transfer/file_format.hpp"
#include "whimbrel/model/item_codec.hpp"

namespace whimbrel::engine {

// Writes a store's items in one file format. One thread.
class ItemWriter {
 public:
  virtual ~ItemWriter() = default;
  // Appends what stands before, for and behind the items. unsupported when the format cannot hold
  // the item.
  virtual void begin(std::string&) {}
  virtual base::Status add(std::string_view item, std::string& out) = 0;
  virtual void end(std::string&) {}
};

// From `source`, which must outlive the writer. Extended JSON goes into JSON files byte for byte,
// but for line breaks between its tokens; `relaxed` rewrites it in the relaxed form. What DynamoDB
// has no type for is carried as model::DynamoDbOptions::carry_unsupported says.
std::unique_ptr<ItemWriter> make_item_writer(FileFormat format, const model::ItemCodec& source,
                                             bool relaxed);

}  // namespace whimbrel::engine
