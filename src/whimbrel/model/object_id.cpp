#include "whimbrel/model/object_id.hpp"

#include "whimbrel/model/hex.hpp"

namespace whimbrel::model {

base::Result<ObjectId> ObjectId::from_hex(std::string_view hex) {
  ObjectId id;
  if (!read_hex(hex, id.bytes)) {
    return base::fail(base::ErrorKind::invalid_data,
                      "an ObjectId is 24 hexadecimal digits, this is " +
                          std::to_string(hex.size()) + " other characters",
                      "correct the ObjectId in the input");
  }
  return id;
}

void ObjectId::append_hex(std::string& out) const { model::append_hex(bytes, out); }

std::string ObjectId::hex() const {
  std::string text;
  append_hex(text);
  return text;
}

}  // namespace whimbrel::model
