#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/stores/dynamodb/dynamodb_client.hpp"
#include "whimbrel/stores/dynamodb/store_context.hpp"
#include "whimbrel/stores/dynamodb/table_catalogue.hpp"
#include "whimbrel/stores/native_backups.hpp"

namespace whimbrel::stores::dynamodb {

// On-demand backups of tables: CreateBackup and what belongs to it. Thread-safe.
class DynamoDbBackups final : public NativeBackups {
 public:
  // Both must outlive it.
  DynamoDbBackups(const StoreContext& context, TableCatalogue& catalogue)
      : context_(context), catalogue_(catalogue), client_(context.make_client()) {}

  base::Result<bool> are_offered() override;
  base::Result<NativeBackup> start(std::string_view table, base::UnixMillis now_ms) override;
  base::Result<NativeBackup> wait_until_usable(std::string_view arn,
                                               const base::Cancellation& cancellation) override;
  base::Result<std::vector<NativeBackup>> list(std::string_view table) override;
  base::Result<NativeBackup> find(std::string_view arn_or_name) override;
  base::Status restore(std::string_view arn, std::string_view into,
                       const base::Cancellation& cancellation) override;
  std::string restore_command(std::string_view arn, std::string_view into) const override;
  std::string_view not_restored() const override;
  base::Status erase(std::string_view arn) override;

 private:
  DynamoDbResult<Reply> call(std::string_view operation, const std::string& body);
  base::Result<NativeBackup> describe(std::string_view arn);
  // The one of this name whose making the service did not answer; nullopt: there is none.
  base::Result<std::optional<NativeBackup>> made_unheard(std::string_view table,
                                                         const std::string& name);
  base::Status begin_restore(std::string_view arn, std::string_view into);

  const StoreContext& context_;
  TableCatalogue& catalogue_;
  std::mutex calling_;  // of both below
  DynamoDbClient client_;
  std::optional<bool> offered_;
};

}  // namespace whimbrel::stores::dynamodb
