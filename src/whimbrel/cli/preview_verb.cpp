#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/load_settings.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo preview_info{
    "preview", "Run a migration", "show what `up` would change, without changing anything",
    "Reads everything once with the real migration: how many items change, whom they concern,\n"
    "samples before and after, the time it would take (measured on a rehearsal), and the risk.\n"
    "--plan keeps it as a plan: `up --plan FILE` then applies exactly that, or refuses with the\n"
    "difference.",
    "whimbrel preview 004_fix_melted_token_status --target sqlite:wallet.db --plan plan.json\n"
    "whimbrel preview 004_fix_melted_token_status --target sqlite:wallet.db --report preview.html"};

class PreviewVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return preview_info; }

  void declare(OptionSet& options) override {
    using Id = SettingId;
    declare_migration(options, migration_id_);
    options.value(plan_path_, "--plan", "FILE", "keep the plan there, for `up --plan FILE`");
    declare_report_file(options, report_path_);
    options.settings({Id::target, Id::test_mode, Id::test_items, Id::max_affected,
                      Id::allow_affected, Id::batch_size, Id::segments});
    declare_load_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_, TargetUse::read));
    WHIMBREL_ASSIGN(auto options, run_options_of(call));
    options.test_items_max = test_items_max_of(call, context->migration().info());
    WHIMBREL_ASSIGN(const auto environment, context->planning_environment());
    WHIMBREL_ASSIGN(const engine::Plan plan,
                    engine::make_plan(environment, context->migration(), options));
    context->progress().finish();
    call.print(engine::preview_to_text(plan, call.style()));
    WHIMBREL_TRY(keep_plan(call, plan));
    WHIMBREL_TRY(write_report_file(call, report_path_, plan));
    WHIMBREL_ASSIGN(const auto sequence,
                    sequence_on(context->catalogue(), context->target().store(),
                                context->migration().info().id));
    base::Status fits = sequence.check_may_run(context->migration().info().id);
    if (fits) fits = engine::check_plan(environment, context->migration(), plan, options);
    call.print(next_step(*context, plan, fits));
    return Outcome{engine::preview_to_json(plan)};
  }

 private:
  base::Status keep_plan(const Invocation& call, const engine::Plan& plan) const {
    if (!plan_path_) return {};
    auto written =
        base::write_file_durably(call.files(), *plan_path_, engine::plan_to_json(plan) + "\n");
    if (!written) return base::fail_in("--plan", std::move(written).error());
    call.print(fmt::format("\nPlan written to {}\n", *plan_path_));
    return {};
  }

  std::string next_step(const MigrationContext& context, const engine::Plan& plan,
                        const base::Status& fits) const {
    if (!fits)
      return fmt::format("\nAs it stands, `up` would refuse: {}\n", fits.error().describe());
    if (plan.items_selected == 0) return "\nNothing to do.\n";
    return fmt::format("\nNext: {}{} --confirm\n", context.command("up"),
                       plan_path_ ? " --plan " + *plan_path_ : "");
  }

  std::string migration_id_;
  std::optional<std::string> plan_path_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_preview_verb() { return std::make_unique<PreviewVerb>(); }

}  // namespace whimbrel::cli
