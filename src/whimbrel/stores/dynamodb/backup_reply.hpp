#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/native_backups.hpp"

namespace whimbrel::stores::dynamodb {

// Read what CreateBackup (of `table`), DescribeBackup and ListBackups answer; invalid_data for
// anything else.
base::Result<NativeBackup> read_created_backup(std::string_view reply_json, std::string_view table);
base::Result<NativeBackup> read_described_backup(std::string_view reply_json);

struct BackupPage {
  std::vector<NativeBackup> backups;
  std::string last_arn;  // where the next page begins; empty when this is the last
};
base::Result<BackupPage> read_backup_page(std::string_view reply_json);

}  // namespace whimbrel::stores::dynamodb
