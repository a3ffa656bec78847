#include "whimbrel/stores/dynamodb/table_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace whimbrel::stores::dynamodb {
namespace {

using Json = nlohmann::ordered_json;
using Types = std::map<std::string, FieldType>;

FieldType type_from(const std::string& letter) {
  if (letter == "N") return FieldType::number;
  return letter == "B" ? FieldType::binary : FieldType::text;
}

FieldType type_at(const std::vector<FieldType>& types, std::size_t index) {
  return index < types.size() ? types[index] : FieldType::text;
}

// Of an index that is being dropped the attribute is not listed any more.
FieldType type_of(const std::string& attribute, const Types& types) {
  const auto found = types.find(attribute);
  return found == types.end() ? FieldType::text : found->second;
}

// The partition key stands first, whatever the order in the reply.
std::vector<KeyAttribute> key_from(const Json& key_schema, const Types& types) {
  std::vector<KeyAttribute> key;
  for (const char* role : {"HASH", "RANGE"})
    for (const Json& part : key_schema)
      if (part.at("KeyType") == role)
        key.push_back({part.at("AttributeName"), type_of(part.at("AttributeName"), types)});
  return key;
}

// None for texts only, as a caller writes it who has nothing else in mind.
std::vector<FieldType> types_of(const std::vector<KeyAttribute>& key) {
  std::vector<FieldType> types;
  for (const KeyAttribute& attribute : key) types.push_back(attribute.type);
  const bool are_texts = std::all_of(types.begin(), types.end(),
                                     [](FieldType type) { return type == FieldType::text; });
  return are_texts ? std::vector<FieldType>{} : types;
}

TableSchema::Index index_from(const Json& json, const Types& types) {
  TableSchema::Index index;
  index.spec.name = json.at("IndexName");
  index.status = json.value("IndexStatus", "ACTIVE");
  index.spec.is_built = index.status == "ACTIVE";
  const auto key = key_from(json.at("KeySchema"), types);
  for (const KeyAttribute& attribute : key)
    index.spec.fields.push_back(model::Path({attribute.name}));
  index.spec.types = types_of(key);
  return index;
}

// A table that never was on demand has no summary of how it is billed.
TableCapacity capacity_from(const Json& table) {
  TableCapacity capacity;
  const Json bought = table.value("ProvisionedThroughput", Json::object());
  capacity.read_units_per_s = bought.value("ReadCapacityUnits", 0.0);
  capacity.write_units_per_s = bought.value("WriteCapacityUnits", 0.0);
  const std::string mode =
      table.value("BillingModeSummary", Json::object()).value("BillingMode", "");
  capacity.is_on_demand = mode == "PAY_PER_REQUEST" || capacity.write_units_per_s <= 0;
  if (capacity.is_on_demand) capacity.read_units_per_s = capacity.write_units_per_s = 0;
  return capacity;
}

TableSchema schema_from(const Json& table) {
  TableSchema schema;
  schema.name = table.at("TableName");
  schema.status = table.at("TableStatus");
  schema.items = table.value("ItemCount", std::uint64_t{0});
  schema.capacity = capacity_from(table);
  Types types;
  for (const Json& attribute : table.at("AttributeDefinitions"))
    types[attribute.at("AttributeName")] = type_from(attribute.at("AttributeType"));
  schema.key = key_from(table.at("KeySchema"), types);
  for (const KeyAttribute& attribute : schema.key)
    schema.key_paths.push_back(model::Path({attribute.name}));
  for (const Json& index : table.value("GlobalSecondaryIndexes", Json::array()))
    schema.indexes.push_back(index_from(index, types));
  std::sort(schema.indexes.begin(), schema.indexes.end(),
            [](const auto& a, const auto& b) { return a.spec.name < b.spec.name; });
  return schema;
}

// The attributes that a key or an index is of, as the bodies of both name them.
struct Declaration {
  Json definitions = Json::array();
  Json key_schema = Json::array();
};

bool can_be_declared(const std::vector<model::Path>& fields) {
  return (fields.size() == 1 || fields.size() == 2) &&
         std::all_of(fields.begin(), fields.end(),
                     [](const model::Path& field) { return field.is_top_level(); });
}

Declaration declare(const std::vector<model::Path>& fields, const std::vector<FieldType>& types) {
  Declaration declaration;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string& name = fields[i].segments().front();
    declaration.definitions.push_back(
        {{"AttributeName", name}, {"AttributeType", std::string(type_letter(type_at(types, i)))}});
    declaration.key_schema.push_back(
        {{"AttributeName", name}, {"KeyType", i == 0 ? "HASH" : "RANGE"}});
  }
  return declaration;
}

}  // namespace

CollectionInfo TableSchema::collection_info() const {
  CollectionInfo info;
  info.spec.name = name;
  info.spec.key_fields = key_paths;
  info.spec.key_types = types_of(key);
  info.items = items;
  return info;
}

std::string_view type_letter(FieldType type) noexcept {
  switch (type) {
    case FieldType::number:
      return "N";
    case FieldType::binary:
      return "B";
    case FieldType::text:
      break;
  }
  return "S";
}

base::Result<TableSchema> read_table_schema(std::string_view reply_json) {
  try {
    return schema_from(Json::parse(reply_json).at("Table"));
  } catch (const std::exception& exception) {
    return base::fail(
        base::ErrorKind::invalid_data,
        fmt::format("DescribeTable answered what cannot be read: {}", exception.what()),
        "check that the endpoint is a DynamoDB");
  }
}

base::Result<std::string> create_table_body(const CollectionSpec& spec) {
  if (!can_be_declared(spec.key_fields))
    return base::fail(base::ErrorKind::usage,
                      fmt::format("a table of DynamoDB cannot have the key of \"{}\"", spec.name),
                      "give it one or two top-level fields as its key");
  Declaration declaration = declare(spec.key_fields, spec.key_types);
  const Json body = {{"TableName", spec.name},
                     {"BillingMode", "PAY_PER_REQUEST"},
                     {"AttributeDefinitions", std::move(declaration.definitions)},
                     {"KeySchema", std::move(declaration.key_schema)}};
  return body.dump();
}

base::Result<std::string> create_index_body(std::string_view table, const IndexSpec& index) {
  if (!can_be_declared(index.fields))
    return base::fail(base::ErrorKind::unsupported,
                      fmt::format("an index of DynamoDB cannot be as \"{}\"", index.name),
                      "give it one or two top-level fields");
  Declaration declaration = declare(index.fields, index.types);
  const Json create = {{"IndexName", index.name},
                       {"KeySchema", std::move(declaration.key_schema)},
                       {"Projection", {{"ProjectionType", "ALL"}}}};
  const Json body = {{"TableName", std::string(table)},
                     {"AttributeDefinitions", std::move(declaration.definitions)},
                     {"GlobalSecondaryIndexUpdates", Json::array({{{"Create", create}}})}};
  return body.dump();
}

}  // namespace whimbrel::stores::dynamodb
