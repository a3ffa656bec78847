#pragma once

#include <memory>
#include <span>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/item_writer.hpp"
#include "whimbrel/stores/dynamodb/transact_writer.hpp"

namespace whimbrel::stores::dynamodb {

// Performs the writes of one call side by side, each group by one writer, because DynamoDB answers
// one guarded write at a time; with WriteMode::transact up to a hundred at a time. Connections are
// kept from call to call. Used by one thread.
class WritePool {
 public:
  // Both must outlive it.
  WritePool(const StoreContext& context, TableCatalogue& catalogue)
      : context_(context), catalogue_(catalogue) {}

  // As Session::write. On an error some writes may have been done.
  base::Status write(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes);

 private:
  // None of which meet.
  base::Status write_round(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes);

  const StoreContext& context_;
  TableCatalogue& catalogue_;
  std::vector<std::unique_ptr<ItemWriter>> writers_;
  // One on each writer, used with WriteMode::transact.
  std::vector<std::unique_ptr<TransactWriter>> transact_writers_;
};

}  // namespace whimbrel::stores::dynamodb
