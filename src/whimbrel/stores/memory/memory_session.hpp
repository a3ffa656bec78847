#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/stores/guarded_merge.hpp"
#include "whimbrel/stores/memory/database.hpp"

namespace whimbrel::stores::memory {

class MemorySession final : public Session {
 public:
  MemorySession(std::shared_ptr<Database> database, const Capabilities& limits,
                const model::ItemCodec& codec);
  ~MemorySession() override;

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
  // All of these with the database's mutex held.
  const std::string* find_item(const Collection& collection, std::string_view key) const;
  void change_item(Collection& collection, std::string_view key, std::optional<std::string> item);
  std::optional<Record> find_record(Space space, std::string_view key) const;
  void change_record(const RecordWrite& write);
  base::Status write_group(std::span<const ItemWrite> group, std::span<WriteOutcome> outcomes);
  WriteOutcome judge(const Collection& collection, const ItemWrite& write);
  WriteOutcome write_one(Collection& collection, const ItemWrite& write);
  base::Status write_all(std::span<const ItemWrite> writes, std::span<WriteOutcome> outcomes);
  base::Status put_fenced(const RecordWrite& write, const Fence* fence);
  const ByKey<std::optional<std::string>>& pending_items(const Collection& collection) const;

  // Runs `effect` in the open transaction, or in one of its own, or, without transactions, at once.
  template <typename Effect>
  base::Status in_transaction(Effect effect);

  std::shared_ptr<Database> database_;
  Capabilities limits_;
  const model::ItemCodec& codec_;
  GuardedMerge merge_;
  bool transaction_open_ = false;
  // Why the open transaction can no longer be committed.
  std::optional<base::Error> transaction_failure_;
  PendingChanges pending_;
};

}  // namespace whimbrel::stores::memory
