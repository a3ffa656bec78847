#include <utility>

#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/item_codec.hpp"
#include "whimbrel/model/json_item_view.hpp"
#include "whimbrel/model/json_typed_text.hpp"

namespace whimbrel::model {
namespace {

// Appends a key field's value in canonical Extended JSON. The two usual kinds of key are there
// already but for blanks; all others take the way through Value, which spells equal values equally.
base::Status append_key_value(RawValue raw, std::string& out) {
  if (raw.starts_with('"') && raw.find('\\') == RawValue::npos) {
    out += raw;
    return {};
  }
  if (const auto id = lower_case_object_id_in(raw)) {
    out += R"({"$oid":")";
    out += *id;
    out += R"("})";
    return {};
  }
  WHIMBREL_ASSIGN(const Value value, read_extended_json(raw));
  return write_extended_json(value, ExtendedJsonMode::canonical, out);
}

base::Status append_key_field(const ItemView& item, const Path& field, std::string& out) {
  const auto raw = item.find(field);
  if (!raw)
    return base::fail(base::ErrorKind::invalid_data, "key field " + field.text() + " is missing",
                      "give the item this field, or name other key fields for its collection");
  if (auto status = append_key_value(*raw, out); !status)
    return base::fail_in("key field " + field.text(), std::move(status).error());
  return {};
}

tl::unexpected<base::Error> no_object(std::string_view type) {
  return base::fail(base::ErrorKind::invalid_data,
                    "an item must be an object, and this is of type " + std::string(type),
                    "put the value into a field of an object");
}

class ExtendedJsonCodec final : public ItemCodec {
 public:
  std::string_view name() const override { return "ejson"; }

  std::unique_ptr<ItemView> make_view() const override { return std::make_unique<JsonItemView>(); }

  base::Status encode_value(const Value& value, std::string& out) const override {
    return write_extended_json(value, ExtendedJsonMode::canonical, out);
  }

  base::Result<Value> decode_value(RawValue raw) const override { return read_extended_json(raw); }

  base::Status encode_item(const Value& item, std::string& out) const override {
    if (!item.is<Object>()) return no_object(item.type_name());
    return write_extended_json(item, ExtendedJsonMode::canonical, out);
  }

  base::Result<Value> decode_item(std::string_view item) const override {
    WHIMBREL_ASSIGN(Value value, read_extended_json(item));
    if (!value.is<Object>()) return no_object(value.type_name());
    return value;
  }

  base::Result<Key> key_of(const ItemView& item, std::span<const Path> key_fields) const override {
    Key key;
    const bool composed = key_fields.size() > 1;
    if (composed) key.text += '[';
    for (const Path& field : key_fields) {
      if (&field != &key_fields.front()) key.text += ',';
      WHIMBREL_TRY(append_key_field(item, field, key.text));
    }
    if (composed) key.text += ']';
    return key;
  }
};

}  // namespace

const ItemCodec& extended_json_codec() {
  static const ExtendedJsonCodec codec;
  return codec;
}

}  // namespace whimbrel::model
