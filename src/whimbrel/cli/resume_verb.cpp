#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/migration_run.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo resume_info{
    "resume", "Run a migration", "go on with a run that was stopped",
    "Goes on where the last checkpoint stands, in whichever direction the run was going: paused,\n"
    "interrupted, killed, or stopped by an error. At most one batch is done again.",
    "whimbrel resume 004_fix_melted_token_status --target sqlite:wallet.db"};

class ResumeVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return resume_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    declare_report_file(options, report_path_);
    declare_run_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_, TargetUse::write));
    WHIMBREL_ASSIGN(const auto options, run_options_with_backup(call));
    if (!call.dry_run())
      call.after_failure(fmt::format(
          "What was done so far is recorded; the rest is untouched. `{}` tells where it is.",
          context->command("status")));
    auto report = engine::run_resume(context->environment(), context->migration(), options);
    context->progress().finish();
    if (!report) return tl::unexpected(context->explained(call, std::move(report).error()));
    return tell_report(call, *report, report_path_);
  }

 private:
  std::string migration_id_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_resume_verb() { return std::make_unique<ResumeVerb>(); }

}  // namespace whimbrel::cli
