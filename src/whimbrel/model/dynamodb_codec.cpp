#include "whimbrel/model/dynamodb_codec.hpp"

#include <charconv>
#include <limits>
#include <utility>

#include "whimbrel/model/dynamodb_canonical.hpp"
#include "whimbrel/model/dynamodb_item_view.hpp"
#include "whimbrel/model/dynamodb_json.hpp"
#include "whimbrel/model/extended_json.hpp"

namespace whimbrel::model {
namespace {

// An integer as the type in which people write it, so that a key typed as 5 is the one in the item.
Value key_number(const Decimal& number) {
  const auto whole = number.to_int64();
  if (!whole) return number.without_trailing_zeros();
  if (*whole < std::numeric_limits<std::int32_t>::min() ||
      *whole > std::numeric_limits<std::int32_t>::max())
    return *whole;
  return static_cast<std::int32_t>(*whole);
}

base::Status append_item_key_value(const ItemView& item, RawValue raw, std::string& out) {
  if (item.kind_of(raw) == RawKind::text && raw.find('\\') == RawValue::npos) {
    // {"S":"x"} holds its own Extended JSON.
    out += raw.substr(5, raw.size() - 6);
    return {};
  }
  WHIMBREL_ASSIGN(Value value, read_dynamodb_value(raw));
  if (const auto* number = value.get_if<Decimal>()) value = key_number(*number);
  return write_extended_json(value, ExtendedJsonMode::canonical, out);
}

base::Status append_item_key_field(const ItemView& item, const Path& field, std::string& out) {
  const auto raw = item.find(field);
  if (!raw)
    return base::fail(base::ErrorKind::invalid_data, "key field " + field.text() + " is missing",
                      "give the item this field, or name other key fields for its collection");
  if (auto status = append_item_key_value(item, *raw, out); !status)
    return base::fail_in("key field " + field.text(), std::move(status).error());
  return {};
}

class DynamoDbCodec final : public ItemCodec {
 public:
  std::string_view name() const override { return "dynamodb-json"; }

  std::unique_ptr<ItemView> make_view() const override {
    return std::make_unique<DynamoDbItemView>();
  }

  base::Status encode_value(const Value& value, std::string& out) const override {
    std::string written;
    WHIMBREL_TRY(write_dynamodb_value(value, written));
    return canonical_dynamodb_value(written, out);
  }

  base::Result<Value> decode_value(RawValue raw) const override { return read_dynamodb_value(raw); }

  base::Status encode_item(const Value& item, std::string& out) const override {
    if (!item.is<Object>())
      return base::fail(
          base::ErrorKind::invalid_data,
          "an item must be an object, and this is of type " + std::string(item.type_name()),
          "put the value into a field of an object");
    std::string written;
    WHIMBREL_TRY(write_dynamodb_item(item, written));
    return canonical_dynamodb_item(written, out);
  }

  base::Result<Value> decode_item(std::string_view item) const override {
    return read_dynamodb_item(item);
  }

  base::Result<Key> key_of(const ItemView& item, std::span<const Path> key_fields) const override {
    Key key;
    const bool composed = key_fields.size() > 1;
    if (composed) key.text += '[';
    for (const Path& field : key_fields) {
      if (&field != &key_fields.front()) key.text += ',';
      WHIMBREL_TRY(append_item_key_field(item, field, key.text));
    }
    if (composed) key.text += ']';
    return key;
  }
};

}  // namespace

const ItemCodec& dynamodb_codec() {
  static const DynamoDbCodec codec;
  return codec;
}

}  // namespace whimbrel::model
