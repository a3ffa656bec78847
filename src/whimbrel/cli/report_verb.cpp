#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo report_info{
    "report", "Run a migration", "tell a past run again",
    "The newest run's report, or that of --run, from the ledger: on the terminal, as JSON, or as\n"
    "one HTML page to send around.",
    "whimbrel report 004_fix_melted_token_status --target sqlite:wallet.db --report run.html"};

class ReportVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return report_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    options.value(run_id_, "--run", "RUN", "another run than the newest; `history` tells them");
    declare_report_file(options, report_path_);
    options.settings({SettingId::target});
  }

  // A report of a run that failed is a report that succeeded.
  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_, TargetUse::read));
    WHIMBREL_ASSIGN(
        const engine::RunReport report,
        engine::load_report(context->environment(), context->migration(), run_id_.value_or("")));
    call.print(engine::report_to_text(report, call.style()));
    WHIMBREL_TRY(write_report_file(call, report_path_, report));
    return Outcome{engine::report_to_json(report)};
  }

 private:
  std::string migration_id_;
  std::optional<std::string> run_id_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_report_verb() { return std::make_unique<ReportVerb>(); }

}  // namespace whimbrel::cli
