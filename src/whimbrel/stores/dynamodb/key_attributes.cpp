#include "whimbrel/stores/dynamodb/key_attributes.hpp"

#include <fmt/format.h>

#include <utility>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/model/dynamodb_text.hpp"
#include "whimbrel/model/extended_json.hpp"
#include "whimbrel/model/json_string.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using model::DynamoDbType;

DynamoDbType declared_type(FieldType type) noexcept {
  switch (type) {
    case FieldType::number:
      return DynamoDbType::number;
    case FieldType::binary:
      return DynamoDbType::binary;
    case FieldType::text:
      break;
  }
  return DynamoDbType::text;
}

std::string_view name_of_type(FieldType type) noexcept {
  switch (type) {
    case FieldType::number:
      return "a number";
    case FieldType::binary:
      return "binary";
    case FieldType::text:
      break;
  }
  return "a text";
}

tl::unexpected<base::Error> wrong_key(model::KeyView key, std::string_view why) {
  return base::fail(base::ErrorKind::invalid_data, fmt::format("key {}: {}", key, why),
                    "write keys as the table's items have them: one value, or the list of both for "
                    "a table with a sort key");
}

base::Status append_attribute(model::KeyView key, const KeyAttribute& attribute,
                              const model::Value& value, std::string& out) {
  std::string raw;
  WHIMBREL_TRY(model::dynamodb_codec().encode_value(value, raw));
  if (model::dynamodb_type_of(raw) != declared_type(attribute.type))
    return wrong_key(
        key, fmt::format("{} is {} in this table", attribute.name, name_of_type(attribute.type)));
  model::append_json_string(attribute.name, out);
  (out += ':') += raw;
  return {};
}

}  // namespace

base::Status append_key_attributes(model::KeyView key, std::span<const KeyAttribute> attributes,
                                   std::string& out) {
  WHIMBREL_ASSIGN(model::Value value, model::read_extended_json(key));
  model::List values;
  if (const auto* list = value.get_if<model::List>(); list != nullptr && attributes.size() > 1)
    values = *list;
  else
    values.push_back(std::move(value));
  if (values.size() != attributes.size())
    return wrong_key(key, fmt::format("the table's key has {} attributes", attributes.size()));
  std::string written = "{";
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) written += ',';
    WHIMBREL_TRY(append_attribute(key, attributes[i], values[i], written));
  }
  (out += written) += '}';
  return {};
}

}  // namespace whimbrel::stores::dynamodb
