#pragma once

#include <string>
#include <string_view>

#include "whimbrel/base/clock.hpp"

namespace whimbrel::stores::dynamodb {

// "migration-backup-20250127-024000-TABLE". A table's name of more than 222 characters is cut, and
// a hash of it keeps the backup's distinct, because DynamoDB takes 255.
std::string native_backup_name(base::UnixMillis created_ms, std::string_view table);

}  // namespace whimbrel::stores::dynamodb
