#pragma once

#include <memory>

#include "whimbrel/stores/dynamodb/item_reader.hpp"
#include "whimbrel/stores/dynamodb/record_table.hpp"
#include "whimbrel/stores/dynamodb/write_pool.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::dynamodb {

// A thread's way to the tables: one connection to read and for records, and some to write.
class DynamoDbSession final : public Session {
 public:
  // All must outlive it.
  DynamoDbSession(const StoreContext& context, TableCatalogue& catalogue,
                  const Capabilities& limits);

  base::Result<bool> scan(const ScanRequest& request, Page& page) override;
  base::Status read(std::string_view collection, std::span<const model::KeyView> keys,
                    Page& page) override;
  base::Status begin() override;
  base::Status commit() override;
  base::Status rollback() override;
  base::Status write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes) override;
  base::Result<std::optional<Record>> get_record(Space space, std::string_view key) override;
  base::Result<std::vector<Record>> list_records(Space space, std::string_view prefix,
                                                 std::string_view after,
                                                 std::size_t records_max) override;
  base::Status put_record(const RecordWrite& write, const Fence* fence) override;

 private:
  TableCatalogue& catalogue_;
  Capabilities limits_;
  DynamoDbClient client_;
  ItemReader reader_;
  RecordTable records_;
  WritePool writers_;
};

}  // namespace whimbrel::stores::dynamodb
