#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/load_settings.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/migration_run.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo verify_info{
    "verify", "Run a migration", "hold the data against what the newest run wrote",
    "Compares every write of the newest run with the transformation of its before-image, and runs\n"
    "the migration's own checks. Writes nothing. Exit code 1 when a check fails.",
    "whimbrel verify 004_fix_melted_token_status --target sqlite:wallet.db"};

class VerifyVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return verify_info; }

  void declare(OptionSet& options) override {
    using Id = SettingId;
    declare_migration(options, migration_id_);
    declare_report_file(options, report_path_);
    options.settings({Id::target, Id::batch_size, Id::segments});
    declare_load_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_, TargetUse::read));
    WHIMBREL_ASSIGN(const auto options, run_options_of(call));
    WHIMBREL_ASSIGN(const engine::RunReport report,
                    engine::run_verify(context->environment(), context->migration(), options));
    context->progress().finish();
    return tell_report(call, report, report_path_);
  }

 private:
  std::string migration_id_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_verify_verb() { return std::make_unique<VerifyVerb>(); }

}  // namespace whimbrel::cli
