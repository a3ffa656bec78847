#include "whimbrel/stores/dynamodb/dynamodb_store.hpp"

#include <utility>

#include "whimbrel/model/dynamodb_codec.hpp"
#include "whimbrel/net/http_client.hpp"
#include "whimbrel/stores/collection_name.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_session.hpp"
#include "whimbrel/stores/dynamodb/transaction_request.hpp"
#include "whimbrel/stores/scan_parts.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

constexpr std::size_t dynamodb_item_bytes_max = std::size_t{400} << 10;
constexpr std::size_t dynamodb_call_bytes_max = std::size_t{64} << 20;

StoreContext governed(StoreContext context, LoadGovernor& governor) {
  if (context.observers.meter == nullptr) context.observers.meter = &governor;
  if (context.observers.load == nullptr) context.observers.load = &governor;
  return context;
}

}  // namespace

DynamoDbStore::DynamoDbStore(StoreContext context)
    : governor_(context.options.load, context.clock),
      context_(governed(std::move(context), governor_)),
      meter_(context_.options, std::exchange(context_.observers.meter, &meter_)),
      catalogue_(context_),
      backups_(context_, catalogue_),
      load_(context_, catalogue_, governor_, meter_) {}

// As a target is written, for commands to copy.
std::string DynamoDbStore::description() const {
  const ClientOptions& client = context_.options.client;
  return "dynamodb:" + (client.endpoint.empty() ? client.region : net::shown_url(client.endpoint));
}

Capabilities DynamoDbStore::capabilities() const {
  Capabilities capabilities;
  capabilities.ordered_scans = false;
  capabilities.keeps_field_order = false;
  capabilities.parallel_writers_max = static_cast<int>(context_.options.parallel_writes_max);
  capabilities.write_items_max = context_.options.write_items_max;
  capabilities.write_bytes_max = dynamodb_call_bytes_max;
  capabilities.group_writes_max = transaction_actions_max;
  capabilities.item_bytes_max = dynamodb_item_bytes_max;
  return capabilities;
}

const model::ItemCodec& DynamoDbStore::codec() const { return model::dynamodb_codec(); }

base::Result<std::unique_ptr<Session>> DynamoDbStore::open_session() {
  return std::make_unique<DynamoDbSession>(context_, catalogue_, capabilities());
}

base::Result<std::vector<CollectionInfo>> DynamoDbStore::collections() {
  WHIMBREL_ASSIGN(const auto names, catalogue_.names());
  std::vector<CollectionInfo> infos;
  for (const std::string& name : names) {
    if (is_record_table(context_.options, name)) continue;
    WHIMBREL_ASSIGN(const auto schema, catalogue_.describe(name));
    infos.push_back(schema.collection_info());
  }
  return infos;
}

base::Result<CollectionInfo> DynamoDbStore::collection(std::string_view name) {
  WHIMBREL_ASSIGN(const auto schema, catalogue_.describe(name));
  return schema.collection_info();
}

base::Status DynamoDbStore::create_collection(const CollectionSpec& spec) {
  WHIMBREL_TRY(check_collection_name(spec.name));
  return catalogue_.create(spec);
}

base::Status DynamoDbStore::drop_collection(std::string_view name) { return catalogue_.drop(name); }

base::Status DynamoDbStore::create_index(std::string_view collection, const IndexSpec& index) {
  WHIMBREL_TRY(check_index_spec(index, capabilities().unique_indexes));
  return catalogue_.create_index(collection, index);
}

base::Status DynamoDbStore::drop_index(std::string_view collection, std::string_view name) {
  return catalogue_.drop_index(collection, name);
}

base::Result<std::vector<IndexSpec>> DynamoDbStore::indexes(std::string_view collection) {
  WHIMBREL_ASSIGN(const auto schema, catalogue_.describe(collection));
  std::vector<IndexSpec> specs;
  for (const TableSchema::Index& index : schema.indexes) specs.push_back(index.spec);
  return specs;
}

base::Result<std::vector<KeyRange>> DynamoDbStore::split(std::string_view collection,
                                                         std::size_t segments_max) {
  WHIMBREL_TRY(catalogue_.remembered(collection));
  return scan_parts(segments_max);
}

base::Status DynamoDbStore::maintain() { return {}; }

}  // namespace whimbrel::stores::dynamodb
