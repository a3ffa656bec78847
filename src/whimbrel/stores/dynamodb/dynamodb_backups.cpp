#include "whimbrel/stores/dynamodb/dynamodb_backups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "whimbrel/net/http_client.hpp"
#include "whimbrel/stores/dynamodb/backup_name.hpp"
#include "whimbrel/stores/dynamodb/backup_reply.hpp"
#include "whimbrel/stores/dynamodb/json_text.hpp"
#include "whimbrel/stores/dynamodb/poll_until.hpp"

namespace whimbrel::stores::dynamodb {
namespace {

using base::ErrorKind;

std::string arn_body(std::string_view arn) {
  return fmt::format(R"({{"BackupArn":{}}})", json_string(arn));
}

std::string backing_up(std::string_view table) {
  return fmt::format("backing up table \"{}\"", table);
}

bool is_arn(std::string_view text) { return text.starts_with("arn:"); }

// A remedy that the service's "not found" would not give: it speaks of tables.
base::Error no_such_backup(std::string_view id_or_name) {
  return {ErrorKind::not_found, fmt::format("there is no backup {}", id_or_name),
          "see those that are there with `whimbrel backup list`"};
}

base::Error there_already(std::string_view table) {
  return {ErrorKind::refused,
          fmt::format("table \"{}\" is there already, and a backup makes a new one", table),
          "restore into another name"};
}

}  // namespace

DynamoDbResult<Reply> DynamoDbBackups::call(std::string_view operation, const std::string& body) {
  const std::lock_guard lock(calling_);
  return client_.call(operation, body);
}

base::Result<bool> DynamoDbBackups::are_offered() {
  {
    const std::lock_guard lock(calling_);
    if (offered_) return *offered_;
  }
  const auto reply = call("ListBackups", R"({"Limit":1})");
  if (!reply && reply.error().kind != ErrorKind::unsupported)
    return tl::unexpected(to_error(reply.error(), "asking whether there are backups"));
  const std::lock_guard lock(calling_);
  offered_ = reply.has_value();
  return *offered_;
}

base::Result<NativeBackup> DynamoDbBackups::start(std::string_view table, base::UnixMillis now_ms) {
  const std::string name = native_backup_name(now_ms, table);
  const std::string body =
      fmt::format(R"({{"TableName":{},"BackupName":{}}})", json_string(table), json_string(name));
  const Patience patience{context_.options.backup_timeout_ms, context_.options.table_poll_ms,
                          context_.options.slow_poll_ms};
  std::optional<NativeBackup> started;
  // The service refuses for a while after it made the table.
  WHIMBREL_TRY(poll_until(context_.clock, context_.cancellation, patience, backing_up(table),
                          [&]() -> base::Result<bool> {
                            const auto reply = call("CreateBackup", body);
                            if (reply) {
                              WHIMBREL_ASSIGN(started, read_created_backup(reply->json, table));
                              return true;
                            }
                            if (reply.error().is("ContinuousBackupsUnavailable")) return false;
                            if (!reply.error().outcome_unknown)
                              return tl::unexpected(to_error(reply.error(), backing_up(table)));
                            WHIMBREL_ASSIGN(started, made_unheard(table, name));
                            return started.has_value();
                          }));
  return *std::move(started);
}

base::Result<std::optional<NativeBackup>> DynamoDbBackups::made_unheard(std::string_view table,
                                                                        const std::string& name) {
  WHIMBREL_ASSIGN(const auto backups, list(table));
  const auto made = std::find_if(backups.begin(), backups.end(),
                                 [&](const NativeBackup& backup) { return backup.name == name; });
  return made == backups.end() ? std::nullopt : std::optional(*made);
}

base::Result<NativeBackup> DynamoDbBackups::describe(std::string_view arn) {
  const auto reply = call("DescribeBackup", arn_body(arn));
  if (reply) return read_described_backup(reply->json);
  if (reply.error().is("BackupNotFound")) return tl::unexpected(no_such_backup(arn));
  return tl::unexpected(to_error(reply.error(), fmt::format("backup {}", arn)));
}

base::Result<NativeBackup> DynamoDbBackups::wait_until_usable(
    std::string_view arn, const base::Cancellation& cancellation) {
  const Patience patience{context_.options.backup_timeout_ms, context_.options.table_poll_ms,
                          context_.options.slow_poll_ms};
  NativeBackup backup;
  WHIMBREL_TRY(poll_until(context_.clock, cancellation, patience, fmt::format("backup {}", arn),
                          [&]() -> base::Result<bool> {
                            WHIMBREL_ASSIGN(backup, describe(arn));
                            if (backup.status != "DELETED") return backup.is_usable;
                            return base::fail(
                                ErrorKind::conflict,
                                fmt::format("backup {} was deleted while it was made", arn),
                                "back up again, and find out who deleted it");
                          }));
  return backup;
}

base::Result<std::vector<NativeBackup>> DynamoDbBackups::list(std::string_view table) {
  const std::string of_table =
      table.empty() ? "" : fmt::format(R"("TableName":{},)", json_string(table));
  std::vector<NativeBackup> backups;
  std::string begin;
  do {
    const auto reply = call("ListBackups", fmt::format(R"({{{}{}"Limit":100}})", of_table, begin));
    if (!reply) return tl::unexpected(to_error(reply.error(), "listing the backups"));
    WHIMBREL_ASSIGN(BackupPage page, read_backup_page(reply->json));
    std::move(page.backups.begin(), page.backups.end(), std::back_inserter(backups));
    begin = page.last_arn.empty()
                ? ""
                : fmt::format(R"("ExclusiveStartBackupArn":{},)", json_string(page.last_arn));
  } while (!begin.empty());
  std::stable_sort(backups.begin(), backups.end(), [](const auto& earlier, const auto& later) {
    return earlier.created_ms < later.created_ms;
  });
  return backups;
}

base::Result<NativeBackup> DynamoDbBackups::find(std::string_view arn_or_name) {
  if (is_arn(arn_or_name)) return describe(arn_or_name);
  WHIMBREL_ASSIGN(auto backups, list(""));
  std::erase_if(backups, [&](const NativeBackup& backup) { return backup.name != arn_or_name; });
  if (backups.empty()) return tl::unexpected(no_such_backup(arn_or_name));
  if (backups.size() == 1) return std::move(backups.front());
  return base::fail(ErrorKind::usage,
                    fmt::format("{} backups are called {}", backups.size(), arn_or_name),
                    "name one by its ARN, which `whimbrel backup list --json` shows");
}

base::Status DynamoDbBackups::begin_restore(std::string_view arn, std::string_view into) {
  const auto there = catalogue_.describe(into);
  if (there) return tl::unexpected(there_already(into));
  if (there.error().kind() != ErrorKind::not_found) return tl::unexpected(there.error());
  const auto reply =
      call("RestoreTableFromBackup", fmt::format(R"({{"TargetTableName":{},"BackupArn":{}}})",
                                                 json_string(into), json_string(arn)));
  if (reply) return {};
  const DynamoDbError& error = reply.error();
  if (error.is("BackupNotFound")) return tl::unexpected(no_such_backup(arn));
  if (error.is("TableAlreadyExists")) return tl::unexpected(there_already(into));
  // Whether it was begun shows in whether the table comes to be.
  if (error.outcome_unknown) return {};
  return tl::unexpected(to_error(error, fmt::format("restoring table \"{}\"", into)));
}

base::Status DynamoDbBackups::restore(std::string_view arn, std::string_view into,
                                      const base::Cancellation& cancellation) {
  WHIMBREL_TRY(begin_restore(arn, into));
  const Patience patience{context_.options.restore_timeout_ms, context_.options.table_poll_ms,
                          context_.options.slow_poll_ms};
  return poll_until(context_.clock, cancellation, patience,
                    fmt::format("restoring table \"{}\"", into), [&]() -> base::Result<bool> {
                      WHIMBREL_ASSIGN(const TableSchema schema, catalogue_.describe(into));
                      return schema.status == "ACTIVE";
                    });
}

std::string DynamoDbBackups::restore_command(std::string_view arn, std::string_view into) const {
  const ClientOptions& client = context_.options.client;
  const std::string endpoint =
      client.endpoint.empty() ? "" : " --endpoint-url " + net::shown_url(client.endpoint);
  return fmt::format(
      "aws dynamodb restore-table-from-backup --target-table-name {} --backup-arn {} --region "
      "{}{}",
      into, arn, client.region, endpoint);
}

std::string_view DynamoDbBackups::not_restored() const {
  return "auto scaling, IAM policies, alarms, tags, streams, time to live and point-in-time "
         "recovery";
}

base::Status DynamoDbBackups::erase(std::string_view arn) {
  const auto reply = call("DeleteBackup", arn_body(arn));
  if (reply) return {};
  if (reply.error().is("BackupNotFound")) return tl::unexpected(no_such_backup(arn));
  return tl::unexpected(to_error(reply.error(), fmt::format("deleting backup {}", arn)));
}

}  // namespace whimbrel::stores::dynamodb
