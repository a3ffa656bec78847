#include "whimbrel/engine/transfer/key_types.hpp"

#include <algorithm>
#include <string>

namespace whimbrel::engine {
namespace {

using stores::FieldType;

FieldType type_of(const model::Value& value) {
  if (value.is<model::Bytes>()) return FieldType::binary;
  const bool is_number = value.is<std::int32_t>() || value.is<std::int64_t>() ||
                         value.is<double>() || value.is<model::Decimal>();
  return is_number ? FieldType::number : FieldType::text;
}

}  // namespace

base::Result<std::vector<FieldType>> key_types_of(const model::ItemCodec& codec,
                                                  std::string_view item,
                                                  std::span<const model::Path> key_fields) {
  std::string padded(item);
  padded.reserve(item.size() + model::item_padding_bytes);
  const auto view = codec.make_view();
  WHIMBREL_TRY(view->load(padded));
  std::vector<FieldType> types;
  for (const model::Path& field : key_fields) {
    const auto raw = view->find(field);
    if (!raw) return base::fail(base::ErrorKind::invalid_data, "an item lacks a field of its key");
    WHIMBREL_ASSIGN(const model::Value value, codec.decode_value(*raw));
    types.push_back(type_of(value));
  }
  if (std::ranges::all_of(types, [](FieldType type) { return type == FieldType::text; }))
    types.clear();
  return types;
}

}  // namespace whimbrel::engine
