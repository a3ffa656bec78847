#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/stores/guarded_merge.hpp"
#include "whimbrel/stores/sqlite/cached_statement.hpp"
#include "whimbrel/stores/sqlite/collection_table.hpp"
#include "whimbrel/stores/sqlite/connection.hpp"
#include "whimbrel/stores/sqlite/record_table.hpp"
#include "whimbrel/stores/sqlite/store_state.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::stores::sqlite {

// A connection of its own with its prepared statements. After a commit failed with `io` it refuses
// to write: what the disk holds is unknown until the file is read anew by another session.
class SqliteSession final : public Session {
 public:
  SqliteSession(Connection connection, std::shared_ptr<StoreState> state,
                const Capabilities& limits, const model::ItemCodec& codec);
  ~SqliteSession() override;

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
  using Tables = std::map<std::string, CollectionTable, std::less<>>;

  base::Result<CollectionTable*> table_of_collection(std::string_view collection);
  // Says not_found when the error came from a table that is no longer there.
  base::Error explain(base::Error error, std::string_view collection);

  base::Status write_all(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes);
  base::Status write_group(std::span<const ItemWrite> group, std::span<WriteOutcome> outcomes);
  // What would come of it; after `applied`, merge_ holds what an update would leave.
  base::Result<WriteOutcome> judge(CollectionTable& table, const ItemWrite& write);
  base::Result<WriteOutcome> write_one(CollectionTable& table, const ItemWrite& write);
  base::Result<WriteOutcome> update(CollectionTable& table, const ItemWrite& write);
  base::Result<WriteOutcome> erase(CollectionTable& table, const ItemWrite& write);
  base::Status put_fenced(const RecordWrite& write, const Fence* fence);

  base::Status check_writable() const;
  base::Status save_item_counts();
  base::Status run_cached(CachedStatement& cached);
  // Runs `effect` in the open transaction, or in one of its own.
  template <typename Effect>
  base::Status in_transaction(Effect effect);
  void end_transaction();
  RecordTable& records(Space space) { return records_[static_cast<std::size_t>(space)]; }

  std::shared_ptr<StoreState> state_;
  Capabilities limits_;
  Connection connection_;
  CachedStatement begin_{"BEGIN IMMEDIATE", "begin a transaction"};
  CachedStatement commit_{"COMMIT", "commit"};
  CachedStatement rollback_{"ROLLBACK", "roll back"};
  CachedStatement add_items_{"UPDATE whimbrel_collections SET items=items+?2 WHERE name=?1",
                             "count the collection's items"};
  std::array<RecordTable, 3> records_;
  Tables tables_;
  Tables::iterator last_table_ = tables_.end();
  GuardedMerge merge_;
  const bool looks_up_;
  std::string current_item_;
  bool writes_prepared_ = false;
  bool transaction_open_ = false;
  // Why the open transaction can no longer be committed.
  std::optional<base::Error> transaction_failure_;
  std::optional<base::Error> commit_failure_;
};

}  // namespace whimbrel::stores::sqlite
