#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"
#include "whimbrel/stores/dynamodb/record_item.hpp"
#include "whimbrel/stores/dynamodb/table_catalogue.hpp"
#include "whimbrel/stores/record.hpp"

namespace whimbrel::stores::dynamodb {

// Whimbrel's records as items of tables of its own, one a space: partition "record", sort key the
// record's. A value larger than an item may be, or than a fence leaves cheap, stands in pieces
// under partition "piece", named by a tag of their own that the record's item holds, so that a
// reader sees the old value or the new one and never a mixture. One thread.
class RecordTable {
 public:
  // Both must outlive it.
  RecordTable(const StoreContext& context, TableCatalogue& catalogue, DynamoDbClient& client)
      : context_(context), catalogue_(catalogue), client_(client) {}

  // A table that was never written to holds nothing.
  base::Result<std::optional<Record>> get(Space space, std::string_view key);
  base::Result<std::vector<Record>> list(Space space, std::string_view prefix,
                                         std::string_view after, std::size_t records_max);
  base::Status put(const RecordWrite& write, const Fence* fence);

 private:
  const std::string& table_of(Space space) const;
  base::Status ensure_table(Space space);
  // Empty when there is no such record.
  base::Result<RecordItem> current_item(Space space, std::string_view key);
  base::Result<Record> record_of(Space space, RecordItem item);
  base::Status put_lease(const RecordWrite& write, const RecordItem& item, const Fence& fence);
  base::Status put_item(const RecordWrite& write, const RecordItem& item, const Fence* fence);
  base::Result<std::string> read_pieces(Space space, std::string_view key, std::string_view tag,
                                        std::uint64_t count);
  base::Status put_pieces(const RecordWrite& write, std::string_view tag);
  base::Status erase_pieces(Space space, std::string_view key, std::string_view tag,
                            std::uint64_t count);

  const StoreContext& context_;
  TableCatalogue& catalogue_;
  DynamoDbClient& client_;
};

}  // namespace whimbrel::stores::dynamodb
