#include <fmt/format.h>

#include "whimbrel/cli/backup_support.hpp"
#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/native_backup_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/store_audit.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/backup/restore_backup.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;
using engine::RestoredCollection;
using engine::RestorePolicy;

constexpr VerbInfo backup_restore_info{
    "backup restore", "Backups",
    "put an archive's items into a store, or a server's into a new one",
    "Proves the archive first. Without --existing it restores only into collections that are "
    "empty\n"
    "or not there. `keep` puts in what is missing; `replace` also puts the archive's item in the\n"
    "place of one that differs, and needs --confirm. Items that are not in the archive stay.",
    "whimbrel backup restore migration-backup-20250127-024000-cashu_tokens.whb --target "
    "sqlite:restored.db\n"
    "whimbrel backup restore ARCHIVE --target sqlite:wallet.db --existing replace --confirm\n"
    "whimbrel backup restore ARN --target dynamodb --into validators-restored"};

class BackupRestoreVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return backup_restore_info; }

  void declare(OptionSet& options) override {
    options.positional(path_, "BACKUP", "an archive's file, or a server's backup by ARN or name");
    options.value(into_, "--into", "NAME", "the new collection that a server's backup becomes");
    options.values(collections_, "--collection", "NAME", "only this one; may be repeated (all)");
    options.value(existing_, "--existing", "WORD",
                  "items that are there already: refuse, keep or replace (refuse)");
    go_ahead_.declare(options);
    options.settings({SettingId::target, SettingId::passphrase_file, SettingId::dry_run});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const bool is_of_server, names_backup_of_server(call));
    if (is_of_server) return restore_by_server(call);
    engine::RestoreOptions options;
    WHIMBREL_ASSIGN(options.policy, policy());
    WHIMBREL_ASSIGN(const base::Secret passphrase, backup_passphrase_of(call));
    options.passphrase = passphrase_or_null(passphrase);
    options.collections = collections_;
    if (options.policy == RestorePolicy::replace)
      WHIMBREL_TRY(go_ahead_.ask(
          call, fmt::format("Put the items of {} in the place of those that differ?", path_)));

    ProgressBar progress(call.terminal(), call.clock(), "item");
    // Before the target is opened: a damaged archive does not even make an empty database.
    WHIMBREL_TRY(engine::verify_backup(call.files(), path_,
                                       {options.passphrase, options.kdf_cost_max},
                                       shown_on(progress), call.cancellation()));
    options.verify_first = false;
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::create));
    const auto restored = engine::restore_backup(call.files(), path_, target->store(), options,
                                                 shown_on(progress), call.cancellation());
    if (progress.has_shown("restore")) {
      call.after_failure("Some items may have been restored; the same command completes it.");
      call.writing_began();
    }
    WHIMBREL_ASSIGN(const engine::RestoreSummary summary, restored);
    progress.finish();
    WHIMBREL_TRY(audit_store_event(call, target->store(), "backup restored", path_));
    call.print(text_of(call, summary));
    return Outcome{json_of(call, summary)};
  }

 private:
  base::Result<bool> names_backup_of_server(const Invocation& call) const {
    WHIMBREL_ASSIGN(const TargetSpec spec, call.settings().target());
    return spec.kind == TargetKind::dynamodb && !call.files().stat(path_);
  }

  base::Result<Outcome> restore_by_server(Invocation& call) const {
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    stores::NativeBackups& native = *target->store().native_backups();
    WHIMBREL_ASSIGN(const bool offered, native.are_offered());
    if (!offered)
      return base::fail(ErrorKind::unsupported,
                        fmt::format("there is no file {}, and {} makes no backups of its own",
                                    path_, target->store().description()),
                        "name an archive: `whimbrel backup list` shows them");
    WHIMBREL_ASSIGN(const stores::NativeBackup backup, native.find(path_));
    if (!into_)
      return base::fail(ErrorKind::usage,
                        "a server's backup becomes a new table, and --into names none",
                        "write " + restore_commands(native, backup, target->spec()).own);
    if (!call.dry_run()) {
      call.print(fmt::format("The server restores {} into {}. This may take minutes to hours.\n",
                             backup.name, *into_));
      call.after_failure("The server goes on with a restore that it has begun.");
      WHIMBREL_TRY(native.restore(backup.id, *into_, call.cancellation()));
    }
    call.print(fmt::format("{}{} is restored into {}. It comes without {}.\n",
                           call.dry_run() ? "Dry run, nothing is written: " : "", backup.name,
                           *into_, native.not_restored()));
    return Outcome{json_text(Json{{"dry_run", call.dry_run()},
                                  {"kind", "server"},
                                  {"backup", backup.id},
                                  {"name", backup.collection},
                                  {"into", *into_}})};
  }

  base::Result<RestorePolicy> policy() const {
    const std::string word = existing_.value_or("refuse");
    if (word == "refuse") return RestorePolicy::refuse_existing;
    if (word == "keep") return RestorePolicy::only_missing;
    if (word == "replace") return RestorePolicy::replace;
    return base::fail(base::ErrorKind::usage,
                      fmt::format("--existing: '{}' is none of refuse, keep, replace", word));
  }

  static std::string text_of(const Invocation& call, const engine::RestoreSummary& summary) {
    using Align = engine::TextTable::Align;
    engine::TextTable table({{"collection"},
                             {"items", Align::right},
                             {"put in", Align::right},
                             {"replaced", Align::right},
                             {"the same", Align::right},
                             {"kept", Align::right}});
    for (const RestoredCollection& collection : summary.collections)
      table.add_row(
          {collection.into, engine::count_text(collection.items),
           engine::count_text(collection.inserted), engine::count_text(collection.replaced),
           engine::count_text(collection.unchanged), engine::count_text(collection.kept)});
    return fmt::format("{}{}\n{}", call.dry_run() ? "Dry run, nothing is written: " : "",
                       summary.resumed ? "an unfinished restore was completed" : "restored",
                       table.render(call.style()));
  }

  static std::string json_of(const Invocation& call, const engine::RestoreSummary& summary) {
    Json collections = Json::array();
    for (const RestoredCollection& collection : summary.collections)
      collections.push_back({{"name", collection.name},
                             {"into", collection.into},
                             {"items", collection.items},
                             {"inserted", collection.inserted},
                             {"replaced", collection.replaced},
                             {"unchanged", collection.unchanged},
                             {"kept", collection.kept}});
    return json_text(Json{{"dry_run", call.dry_run()},
                          {"resumed", summary.resumed},
                          {"collections", std::move(collections)}});
  }

  std::string path_;
  std::vector<std::string> collections_;
  std::optional<std::string> existing_;
  std::optional<std::string> into_;
  GoAhead go_ahead_;
};

}  // namespace

std::unique_ptr<Verb> make_backup_restore_verb() { return std::make_unique<BackupRestoreVerb>(); }

}  // namespace whimbrel::cli
