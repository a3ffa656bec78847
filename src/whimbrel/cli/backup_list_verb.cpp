#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/native_backup_output.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/backup/native_backup.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using engine::ListedBackup;

constexpr VerbInfo backup_list_info{
    "backup list", "Backups", "the archives of a directory, and with --target the server's backups",
    "Oldest first, with what each holds (an encrypted one tells that to its passphrase only) and\n"
    "what is wrong with those that cannot be used. Only `backup verify` proves one whole.",
    "whimbrel backup list --backup-dir backups\n"
    "whimbrel backup list --target dynamodb"};

class BackupListVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return backup_list_info; }

  void declare(OptionSet& options) override {
    options.settings({SettingId::target, SettingId::backup_dir});
  }

  base::Result<Outcome> run(Invocation& call) override {
    const std::string directory = call.settings().text_or(SettingId::backup_dir, ".");
    WHIMBREL_ASSIGN(const auto backups, engine::list_backups(call.files(), directory));
    using Align = engine::TextTable::Align;
    engine::TextTable table({{"archive", Align::left, 160},
                             {"made"},
                             {"size", Align::right},
                             {"items", Align::right},
                             {"", Align::left, 120}});
    Json list = Json::array();
    for (const ListedBackup& backup : backups) {
      table.add_row({backup.path, backup.created_ms > 0 ? engine::time_text(backup.created_ms) : "",
                     engine::bytes_text(backup.file_bytes), items_text(backup), remark(backup)});
      list.push_back(entry(backup));
    }
    call.print(backups.empty() ? fmt::format("There is no backup in {}.\n", directory)
                               : table.render(call.style(), 0));
    WHIMBREL_ASSIGN(Json of_server, list_of_server(call));
    return Outcome{json_text(Json{{"directory", directory},
                                  {"backups", std::move(list)},
                                  {"server_backups", std::move(of_server)}})};
  }

 private:
  // null without a target whose server makes backups.
  static base::Result<Json> list_of_server(Invocation& call) {
    if (call.settings().find(SettingId::target) == nullptr) return Json();
    WHIMBREL_ASSIGN(const TargetSpec spec, call.settings().target());
    if (spec.kind != TargetKind::dynamodb) return Json();
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    WHIMBREL_ASSIGN(stores::NativeBackups* const native,
                    engine::offered_native_backups(target->store()));
    if (native == nullptr) {
      call.print("The server makes no backups of its own.\n");
      return Json();
    }
    WHIMBREL_ASSIGN(const auto backups, native->list(""));
    call.print(backups.empty() ? "The server has no backup.\n"
                               : native_backups_to_text(call, backups));
    return native_backups_to_json(backups);
  }

  static std::uint64_t items_of(const ListedBackup& backup) {
    std::uint64_t items = 0;
    for (const auto& section : backup.sections) items += section.totals.items;
    return items;
  }

  static std::string items_text(const ListedBackup& backup) {
    return backup.encrypted || !backup.problem.empty() ? "" : engine::count_text(items_of(backup));
  }

  static std::string remark(const ListedBackup& backup) {
    if (!backup.problem.empty()) return backup.problem;
    return backup.encrypted ? "encrypted" : "";
  }

  static Json entry(const ListedBackup& backup) {
    Json collections = Json::array();
    for (const auto& section : backup.sections)
      collections.push_back(
          {{"collection", section.section.collection.name}, {"items", section.totals.items}});
    return {{"path", backup.path},
            {"file_bytes", backup.file_bytes},
            {"created_at",
             backup.created_ms > 0 ? Json(base::format_rfc3339(backup.created_ms)) : Json(nullptr)},
            {"encrypted", backup.encrypted},
            {"collections", std::move(collections)},
            {"problem", backup.problem.empty() ? Json(nullptr) : Json(backup.problem)}};
  }
};

}  // namespace

std::unique_ptr<Verb> make_backup_list_verb() { return std::make_unique<BackupListVerb>(); }

}  // namespace whimbrel::cli
