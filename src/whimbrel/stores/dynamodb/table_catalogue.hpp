#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/store_context.hpp"
#include "whimbrel/stores/dynamodb/table_schema.hpp"

namespace whimbrel::stores::dynamodb {

// Describes, makes and drops tables and their indexes, and waits until DynamoDB has done it. Keys
// of tables are remembered, because every read and write needs them. Thread-safe.
class TableCatalogue {
 public:
  // `context` must outlive it.
  explicit TableCatalogue(const StoreContext& context)
      : context_(context), client_(context.make_client()) {}

  // As it is now; not_found when there is none.
  base::Result<TableSchema> describe(std::string_view table);
  // What is remembered of its key, described if nothing is.
  base::Result<std::shared_ptr<const TableSchema>> remembered(std::string_view table);

  base::Result<std::vector<std::string>> names();
  // One that is there with the same key is fine; refused with another.
  base::Status create(const CollectionSpec& spec);
  base::Status drop(std::string_view table);
  base::Status create_index(std::string_view table, const IndexSpec& index);
  base::Status drop_index(std::string_view table, std::string_view index);

 private:
  base::Result<std::string> call(std::string_view operation, const std::string& body,
                                 std::string_view doing);
  // Asks for a change of a table. One that is refused because it is made already, by another
  // process or by a try whose answer was lost, is as good: `made` looks.
  template <typename Made>
  base::Status change(std::string_view operation, const std::string& body, std::string_view doing,
                      Made made);
  base::Result<bool> is_there(std::string_view table);
  template <typename Ready>
  base::Status wait_until(std::string_view what, Ready ready);
  base::Status wait_until_active(const std::string& table);
  // As it is once no change of it is under way.
  base::Result<TableSchema> settled(std::string_view table);

  const StoreContext& context_;
  std::mutex calling_;
  DynamoDbClient client_;
  std::mutex remembering_;
  std::map<std::string, std::shared_ptr<const TableSchema>, std::less<>> schemas_;
};

}  // namespace whimbrel::stores::dynamodb
