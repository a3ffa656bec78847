#include "whimbrel/stores/dynamodb/dynamodb_session.hpp"

#include "whimbrel/stores/record_key.hpp"
#include "whimbrel/stores/write_group.hpp"
#include "whimbrel/stores/write_limits.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

base::Status no_transactions() {
  return base::fail(base::ErrorKind::unsupported, "this store has no transactions",
                    "write without begin and commit");
}

base::Status check_groups(std::span<const ItemWrite> writes, const Capabilities& limits) {
  for (std::size_t at = 0; at < writes.size();) {
    const std::size_t count = group_size(writes.subspan(at));
    if (count > limits.group_writes_max)
      return base::fail(base::ErrorKind::unsupported,
                        "more writes belong together than one transaction takes",
                        "let the migration write less at once for one item");
    at += count;
  }
  return {};
}

}  // namespace

DynamoDbSession::DynamoDbSession(const StoreContext& context, TableCatalogue& catalogue,
                                 const Capabilities& limits)
    : catalogue_(catalogue),
      limits_(limits),
      client_(context.make_client()),
      reader_(client_, context.clock),
      records_(context, catalogue, client_),
      writers_(context, catalogue) {}

base::Result<bool> DynamoDbSession::scan(const ScanRequest& request, Page& page) {
  WHIMBREL_ASSIGN(const auto table, catalogue_.remembered(request.collection));
  return reader_.scan(*table, request, page);
}

base::Status DynamoDbSession::read(std::string_view collection,
                                   std::span<const model::KeyView> keys, Page& page) {
  WHIMBREL_ASSIGN(const auto table, catalogue_.remembered(collection));
  return reader_.read(*table, keys, page);
}

base::Status DynamoDbSession::begin() { return no_transactions(); }
base::Status DynamoDbSession::commit() { return no_transactions(); }
base::Status DynamoDbSession::rollback() { return no_transactions(); }

base::Status DynamoDbSession::write(std::span<const ItemWrite> writes,
                                    std::span<WriteOutcome> outcomes) {
  WHIMBREL_TRY(check_write_limits(writes, limits_));
  WHIMBREL_TRY(check_groups(writes, limits_));
  return writers_.write(writes, outcomes);
}

base::Result<std::optional<Record>> DynamoDbSession::get_record(Space space, std::string_view key) {
  WHIMBREL_TRY(check_record_key(key));
  return records_.get(space, key);
}

base::Result<std::vector<Record>> DynamoDbSession::list_records(Space space,
                                                                std::string_view prefix,
                                                                std::string_view after,
                                                                std::size_t records_max) {
  return records_.list(space, prefix, after, records_max);
}

base::Status DynamoDbSession::put_record(const RecordWrite& write, const Fence* fence) {
  WHIMBREL_TRY(check_record_key(write.key));
  return records_.put(write, fence);
}

}  // namespace whimbrel::stores::dynamodb
