#include "whimbrel/stores/dynamodb/backup_reply.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace whimbrel::stores::dynamodb {
namespace {

using Json = nlohmann::ordered_json;

// The members that BackupDetails and BackupSummaries share.
NativeBackup backup_from(const Json& details, std::string table) {
  NativeBackup backup;
  backup.id = details.at("BackupArn");
  backup.name = details.at("BackupName");
  backup.collection = std::move(table);
  backup.created_ms =
      static_cast<base::UnixMillis>(details.at("BackupCreationDateTime").get<double>() * 1'000);
  backup.bytes = details.value("BackupSizeBytes", std::uint64_t{0});
  backup.status = details.at("BackupStatus");
  backup.is_usable = backup.status == "AVAILABLE";
  return backup;
}

template <typename Read>
auto read_reply(std::string_view operation, std::string_view reply_json, Read read)
    -> base::Result<decltype(read(Json()))> {
  try {
    return read(Json::parse(reply_json));
  } catch (const std::exception& exception) {
    return base::fail(
        base::ErrorKind::invalid_data,
        fmt::format("{} answered what cannot be read: {}", operation, exception.what()),
        "check that the endpoint is a DynamoDB");
  }
}

}  // namespace

base::Result<NativeBackup> read_created_backup(std::string_view reply_json,
                                               std::string_view table) {
  return read_reply("CreateBackup", reply_json, [table](const Json& reply) {
    return backup_from(reply.at("BackupDetails"), std::string(table));
  });
}

base::Result<NativeBackup> read_described_backup(std::string_view reply_json) {
  return read_reply("DescribeBackup", reply_json, [](const Json& reply) {
    const Json& description = reply.at("BackupDescription");
    const Json& source = description.at("SourceTableDetails");
    NativeBackup backup = backup_from(description.at("BackupDetails"), source.at("TableName"));
    backup.items = source.value("ItemCount", std::uint64_t{0});
    return backup;
  });
}

base::Result<BackupPage> read_backup_page(std::string_view reply_json) {
  return read_reply("ListBackups", reply_json, [](const Json& reply) {
    BackupPage page;
    for (const Json& summary : reply.at("BackupSummaries"))
      page.backups.push_back(backup_from(summary, summary.at("TableName")));
    page.last_arn = reply.value("LastEvaluatedBackupArn", "");
    return page;
  });
}

}  // namespace whimbrel::stores::dynamodb
