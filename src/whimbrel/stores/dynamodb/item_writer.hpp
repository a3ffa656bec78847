#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/dynamodb/item_reader.hpp"
#include "whimbrel/stores/dynamodb/retry_wait.hpp"
#include "whimbrel/stores/dynamodb/store_context.hpp"
#include "whimbrel/stores/dynamodb/table_catalogue.hpp"
#include "whimbrel/stores/dynamodb/write_request.hpp"
#include "whimbrel/stores/guarded_merge.hpp"
#include "whimbrel/stores/item_write.hpp"

namespace whimbrel::stores::dynamodb {

// Performs guarded writes, one or a group at a time, and finds out what became of them, also when
// the service did not say. One thread, with a connection of its own.
class ItemWriter {
 public:
  // Both must outlive it.
  ItemWriter(const StoreContext& context, TableCatalogue& catalogue);

  // One write or one whole group (write_group.hpp); sets the outcome of each.
  base::Status write(std::span<const ItemWrite> group, std::span<WriteOutcome> outcomes);

 private:
  // What is known of one write while it is tried.
  struct Attempt {
    const ItemWrite* write = nullptr;
    std::shared_ptr<const TableSchema> table;
    // The item as it is for all we know; `there` says whether there is one.
    std::string current;
    bool there = false;
  };

  base::Result<Attempt> begin(const ItemWrite& write);
  base::Status read_current(Attempt& attempt);
  base::Status take_current(Attempt& attempt, std::string_view item_json);
  // Whether the write can be done on what there is now; an update's result goes to `after`.
  WriteOutcome judge(const Attempt& attempt);

  base::Result<WriteOutcome> write_alone(Attempt attempt);
  // After a call of which nobody knows whether it was done.
  base::Result<bool> was_done(Attempt& attempt);
  base::Result<bool> edits_show(std::span<const model::Edit> edits, const std::string& after,
                                const std::string& current);
  base::Result<WriteOutcome> hold_to_whole_item(Attempt& attempt, const std::string& reply);
  base::Status take_back(const Attempt& attempt, const std::string& old_item);
  base::Result<std::string> as_written(const ItemWrite& write, const std::string& old_item);
  base::Status plan_way_back(const ItemWrite& write, const std::string& old_item,
                             const std::string& now, std::vector<model::Edit>& edits,
                             std::vector<model::FieldGuard>& guards);

  base::Status write_together(std::span<const ItemWrite> group, std::span<WriteOutcome> outcomes);
  base::Result<bool> judge_together(std::span<Attempt> attempts, std::span<WriteOutcome> outcomes);

  TableCatalogue& catalogue_;
  DynamoDbClient client_;
  ItemReader reader_;
  GuardedMerge merge_;
  // How often one write may end in doubt, and what is waited between.
  int doubts_max_;
  RetryWait wait_;
  std::string old_padded_;
  std::string new_padded_;
};

}  // namespace whimbrel::stores::dynamodb
