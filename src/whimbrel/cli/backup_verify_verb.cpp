#include <fmt/format.h>

#include "whimbrel/cli/backup_support.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/backup/verify_backup.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo backup_verify_info{
    "backup verify", "Backups", "prove an archive restorable, without a store",
    "Reads all of it: every frame's checksum, every item well formed and under its key, counts "
    "and\n"
    "root hash. Exit code 1 when one bit is different.",
    "whimbrel backup verify migration-backup-20250127-024000-cashu_tokens.whb"};

class BackupVerifyVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return backup_verify_info; }

  void declare(OptionSet& options) override {
    options.positional(path_, "ARCHIVE", "the file");
    options.settings({SettingId::passphrase_file});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const base::Secret passphrase, backup_passphrase_of(call));
    engine::ArchiveReaderOptions options;
    options.passphrase = passphrase_or_null(passphrase);
    ProgressBar progress(call.terminal(), call.clock(), "item");
    WHIMBREL_ASSIGN(const engine::VerifiedBackup backup,
                    engine::verify_backup(call.files(), path_, options, shown_on(progress),
                                          call.cancellation()));
    progress.finish();
    call.print(fmt::format("{} {} is whole and can be restored.\n{}", call.style().passed_mark(),
                           path_, sections_to_text(call, backup.manifest)));
    Json json = parsed_json(manifest_to_json(backup.manifest));
    json["path"] = path_;
    json["file_bytes"] = backup.file_bytes;
    json["encrypted"] = backup.encrypted;
    return Outcome{json_text(json)};
  }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<Verb> make_backup_verify_verb() { return std::make_unique<BackupVerifyVerb>(); }

}  // namespace whimbrel::cli
