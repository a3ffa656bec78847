#include "whimbrel/cli/run_settings.hpp"

#include "whimbrel/cli/actor.hpp"
#include "whimbrel/cli/load_settings.hpp"
#include "whimbrel/cli/settings/blast_radius_text.hpp"

namespace whimbrel::cli {
namespace {

constexpr std::uint64_t usual_test_items = 5;

engine::RollbackPolicy rollback_policy_of(const Settings& settings) {
  const std::string word = settings.text_or(SettingId::policy, "leave");
  if (word == "merge") return engine::RollbackPolicy::merge;
  if (word == "overwrite") return engine::RollbackPolicy::overwrite;
  return engine::RollbackPolicy::leave;
}

}  // namespace

void declare_run_settings(OptionSet& options) {
  using Id = SettingId;
  options.settings({Id::target, Id::dry_run, Id::test_mode, Id::test_items, Id::max_affected,
                    Id::allow_affected, Id::batch_size, Id::segments, Id::rate, Id::backup,
                    Id::backup_kind, Id::backup_dir, Id::passphrase_file, Id::hooks_dir,
                    Id::on_failed_verification, Id::policy, Id::conflict_retries,
                    Id::lease_seconds});
  declare_load_settings(options);
}

base::Result<engine::RunOptions> run_options_of(const Invocation& call) {
  const Settings& settings = call.settings();
  engine::RunOptions options;
  options.dry_run = call.dry_run();
  options.batch_items_max = static_cast<std::uint32_t>(
      settings.number_or(SettingId::batch_size, options.batch_items_max));
  options.parallel_segments = static_cast<std::uint32_t>(
      settings.number_or(SettingId::segments, options.parallel_segments));
  if (const SourcedText* limit = settings.find(SettingId::max_affected)) {
    WHIMBREL_ASSIGN(options.blast_radius, parse_blast_radius(limit->text));
  }
  // A dry run writes no archive: there is nothing to protect.
  options.backup_first = settings.yes_or(SettingId::backup, true) && !options.dry_run;
  options.backup_as_archive = settings.text_or(SettingId::backup_kind, "auto") == "archive";
  options.backup_directory = settings.text_or(SettingId::backup_dir, ".");
  if (settings.text_or(SettingId::on_failed_verification, "stop") == "rollback")
    options.on_failed_verification = engine::OnFailedVerification::roll_back;
  options.rollback_policy = rollback_policy_of(settings);
  options.conflict_retries_max = static_cast<std::uint32_t>(
      settings.number_or(SettingId::conflict_retries, options.conflict_retries_max));
  options.items_per_s_max = settings.number_or(SettingId::rate, 0);
  options.lease_ttl_ms =
      static_cast<std::int64_t>(settings.number_or(SettingId::lease_seconds, 30)) * 1'000;
  options.actor = actor_of(call.environment());
  return options;
}

std::optional<std::uint64_t> test_items_max_of(const Invocation& call,
                                               const engine::MigrationInfo& migration) {
  const Settings& settings = call.settings();
  if (!settings.yes_or(SettingId::test_mode, false)) return std::nullopt;
  return settings.number_or(SettingId::test_items, migration.test_items.value_or(usual_test_items));
}

base::Result<engine::RunOptions> run_options_with_backup(const Invocation& call) {
  WHIMBREL_ASSIGN(engine::RunOptions options, run_options_of(call));
  // Also without a backup: an action may archive what it drops.
  if (!options.dry_run) {
    WHIMBREL_ASSIGN(options.backup_passphrase, backup_passphrase_of(call));
    // Only an archive can be encrypted with it.
    if (!options.backup_passphrase.empty()) options.backup_as_archive = true;
  }
  return options;
}

base::Result<base::Secret> backup_passphrase_of(const Invocation& call) {
  if (const SourcedText* file = call.settings().find(SettingId::passphrase_file)) {
    auto secret = base::secret_from_file(call.files(), file->text);
    if (!secret) return base::fail_in(file->source, std::move(secret).error());
    return secret;
  }
  auto told = call.environment().find(base::passphrase_variable);
  return told ? base::Secret::take(std::move(told->text)) : base::Secret();
}

}  // namespace whimbrel::cli
