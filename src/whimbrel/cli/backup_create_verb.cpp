#include <fmt/format.h>
#include <fmt/ranges.h>

#include "whimbrel/cli/backup_support.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/native_backup_output.hpp"
#include "whimbrel/cli/pack_tables.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/backup/backup_name.hpp"
#include "whimbrel/engine/backup/create_backup.hpp"
#include "whimbrel/engine/backup/native_backup.hpp"
#include "whimbrel/engine/report/figures.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo backup_create_info{
    "backup create", "Backups", "back collections up: by the server, or into one portable archive",
    "DynamoDB backs its tables up itself (--backup-kind archive for a file all the same). An "
    "archive\n"
    "is one file with a checksum for every frame, compressed, and encrypted when a passphrase is\n"
    "given. It restores into any store. Nobody finds it under its name before it is complete.",
    "whimbrel backup create --target sqlite:wallet.db --backup-dir backups\n"
    "whimbrel backup create --target sqlite:wallet.db --collection cashu_tokens "
    "--passphrase-file key.txt"};

class BackupCreateVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return backup_create_info; }

  void declare(OptionSet& options) override {
    options.values(collections_, "--collection", "NAME",
                   "only this one; may be repeated (all; of DynamoDB the packs' tables)");
    options.settings({SettingId::target, SettingId::backup_kind, SettingId::backup_dir,
                      SettingId::passphrase_file, SettingId::dry_run});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const base::Secret passphrase, backup_passphrase_of(call));
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    WHIMBREL_TRY(choose_tables(call, *target));
    WHIMBREL_ASSIGN(stores::NativeBackups* const native, server_of(call, *target, passphrase));
    if (native != nullptr) return have_server_do_it(call, *target, *native);
    if (call.dry_run()) return tell_what_would_be_written(call, target->store());
    engine::BackupOptions options;
    options.directory = call.settings().text_or(SettingId::backup_dir, ".");
    options.collections = collections_;
    options.passphrase = passphrase_or_null(passphrase);
    ProgressBar progress(call.terminal(), call.clock(), "item");
    call.after_failure(
        "The store was only read, and no file bears a backup's name that is not "
        "whole.");
    WHIMBREL_ASSIGN(const engine::BackupSummary backup,
                    engine::create_backup(target->store(), call.files(), call.clock(), options,
                                          shown_on(progress), call.cancellation()));
    progress.finish();
    call.print(fmt::format("{}\n{}\n{}{}\nNext: whimbrel backup verify {}\n",
                           call.style().good("Backup written and durable"), backup.path,
                           sections_to_text(call, backup.manifest),
                           backup.encrypted ? "  encrypted\n" : "", backup.path));
    Json json = parsed_json(manifest_to_json(backup.manifest));
    json["kind"] = "archive";
    json["absent"] = absent_;
    json["path"] = backup.path;
    json["file_bytes"] = backup.file_bytes;
    json["encrypted"] = backup.encrypted;
    return Outcome{json_text(json)};
  }

 private:
  // An account has tables of other teams too.
  base::Status choose_tables(const Invocation& call, const TargetAccess& target) {
    if (!collections_.empty() || target.spec().kind != TargetKind::dynamodb) return {};
    WHIMBREL_ASSIGN(PackTables tables, find_pack_tables(pack_catalogue(call), target.store()));
    for (const std::string& name : tables.absent)
      call.print(fmt::format("{} there is no table {}: it is not in this backup\n",
                             call.style().warning_mark(), name));
    collections_ = std::move(tables.there);
    absent_ = std::move(tables.absent);
    return {};
  }

  // Who makes the backup instead of whimbrel; null for nobody. Only an archive can be encrypted
  // with a passphrase.
  static base::Result<stores::NativeBackups*> server_of(const Invocation& call,
                                                        const TargetAccess& target,
                                                        const base::Secret& passphrase) {
    if (target.store().native_backups() == nullptr || !passphrase.empty() ||
        call.settings().text_or(SettingId::backup_kind, "auto") == "archive")
      return nullptr;
    WHIMBREL_ASSIGN(stores::NativeBackups* const native,
                    engine::offered_native_backups(target.store()));
    if (native == nullptr)
      call.print("This server makes no backups of its own, so a portable archive is written.\n");
    return native;
  }

  base::Result<Outcome> have_server_do_it(Invocation& call, const TargetAccess& target,
                                          stores::NativeBackups& native) const {
    if (call.dry_run()) {
      call.print(
          fmt::format("Dry run: the server would back up {}\n", fmt::join(collections_, ", ")));
      return Outcome{json_text(Json{{"dry_run", true},
                                    {"kind", "server"},
                                    {"collections", collections_},
                                    {"absent", absent_}})};
    }
    call.after_failure("The tables were only read; the server goes on with backups it has begun.");
    WHIMBREL_ASSIGN(
        const auto backups,
        engine::create_native_backups(
            native, collections_, call.clock().now_ms(),
            [&](const std::string& what) { call.print(what + "\n"); }, call.cancellation()));
    std::string text =
        call.style().good("Backed up by the server") + "\n" + native_backups_to_text(call, backups);
    Json json{
        {"kind", "server"}, {"backups", native_backups_to_json(backups)}, {"absent", absent_}};
    for (std::size_t i = 0; i < backups.size(); ++i) {
      const RestoreCommands commands = restore_commands(native, backups[i], target.spec());
      text += fmt::format("To restore {} into a new table, either of\n  {}\n  {}\n",
                          backups[i].collection, commands.own, commands.of_server);
      json["backups"][i]["restore"] = {commands.own, commands.of_server};
    }
    call.print(text);
    return Outcome{json_text(json)};
  }

  base::Result<Outcome> tell_what_would_be_written(const Invocation& call,
                                                   stores::Store& store) const {
    std::vector<std::string> names = collections_;
    if (names.empty()) {
      WHIMBREL_ASSIGN(const auto all, store.collections());
      for (const stores::CollectionInfo& collection : all) names.push_back(collection.spec.name);
    }
    std::uint64_t items = 0;
    for (const std::string& name : names) {
      WHIMBREL_ASSIGN(const auto collection, store.collection(name));
      items += collection.items;
    }
    const std::string path = base::join_path(
        call.settings().text_or(SettingId::backup_dir, "."),
        engine::backup_file_name(call.clock().now_ms(), names, collections_.empty()));
    call.print(fmt::format("Dry run: {} from {} would be written to {}\n",
                           engine::counted(items, "item"),
                           engine::counted(names.size(), "collection"), path));
    return Outcome{json_text(
        Json{{"dry_run", true}, {"path", path}, {"items", items}, {"collections", names}})};
  }

  std::vector<std::string> collections_;
  std::vector<std::string> absent_;
};

}  // namespace

std::unique_ptr<Verb> make_backup_create_verb() { return std::make_unique<BackupCreateVerb>(); }

}  // namespace whimbrel::cli
