#include <fmt/format.h>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo up_info{
    "up", "Run a migration", "apply a migration",
    "Shows the preview, asks, backs the collection up, applies in batches with every write "
    "guarded\n"
    "and journalled, and verifies. Needs --confirm, and a yes: on the terminal or by --yes.\n"
    "With --plan it applies that plan, or refuses with the difference. Stopped at any instant, it\n"
    "can be resumed or taken back.",
    "whimbrel up 004_fix_melted_token_status --target sqlite:wallet.db --confirm\n"
    "whimbrel up 004_fix_melted_token_status --target sqlite:wallet.db --plan plan.json --confirm "
    "--yes\n"
    "whimbrel up 004_fix_melted_token_status --target sqlite:wallet.db --dry-run --report "
    "dry.html"};

// A plan that people thought about for longer is held against the data again.
constexpr std::int64_t plan_fresh_ms = 60'000;
constexpr std::size_t plan_bytes_max = std::size_t{64} << 20;

class UpVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return up_info; }

  void declare(OptionSet& options) override {
    options.positional(migration_id_, "MIGRATION", "its id; `whimbrel list` tells them");
    go_ahead_.declare(options);
    options.value(plan_path_, "--plan", "FILE", "apply this plan, which `preview --plan` wrote");
    declare_report_file(options, report_path_);
    declare_run_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    // Without leave it is a preview, and a preview opens nothing for writing.
    const bool may_write = go_ahead_.confirmed || call.dry_run();
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_,
                                           may_write ? TargetUse::write : TargetUse::read));
    WHIMBREL_ASSIGN(const auto options, run_options_with_backup(call));
    if (go_ahead_.confirmed)
      WHIMBREL_TRY(engine::check_may_start(context->environment(), context->migration()));
    WHIMBREL_ASSIGN(const engine::Plan plan, planned(call, *context, options));
    WHIMBREL_TRY(engine::check_plan(context->environment(), context->migration(), plan, options));

    context->progress().finish();
    call.print(engine::preview_to_text(plan, call.style()) + "\n");
    if (auto leave = go_ahead_.ask(call, question(plan)); !leave)
      return Outcome{engine::preview_to_json(plan), 0, std::move(leave).error()};
    return apply(call, *context, plan, options);
  }

 private:
  base::Result<engine::Plan> planned(const Invocation& call, MigrationContext& context,
                                     const engine::RunOptions& options) const {
    if (!plan_path_) {
      WHIMBREL_ASSIGN(const auto environment, context.planning_environment());
      return engine::make_plan(environment, context.migration(), options);
    }
    auto text = base::read_file(call.files(), *plan_path_, plan_bytes_max);
    if (!text) return base::fail_in("--plan", std::move(text).error());
    auto plan = engine::plan_from_json(*text);
    if (!plan)
      return base::fail_in("--plan " + *plan_path_, std::move(plan).error().with_remedy(fmt::format(
                                                        "make it anew with `{} --plan {}`",
                                                        context.command("preview"), *plan_path_)));
    return plan;
  }

  static std::string question(const engine::Plan& plan) {
    return fmt::format("Change {} of {} in {} ({})?", engine::count_text(plan.items_selected),
                       engine::counted(plan.items_total, plan.item_noun), plan.target,
                       engine::share_text(plan.items_selected, plan.items_total));
  }

  base::Result<Outcome> apply(Invocation& call, MigrationContext& context, const engine::Plan& plan,
                              const engine::RunOptions& options) const {
    const bool planned_before =
        plan_path_ || call.clock().now_ms() - plan.created_ms > plan_fresh_ms;
    if (!call.dry_run())
      call.after_failure(fmt::format(
          "What was committed so far stands in the journal and can be taken back; the rest is "
          "untouched. `{}` tells where it is.",
          context.command("status")));
    auto report =
        engine::run_up(context.environment(), context.migration(), plan, planned_before, options);
    context.progress().finish();
    if (!report) return tl::unexpected(context.explained(call, std::move(report).error()));
    return tell_report(call, *report, report_path_);
  }

  std::string migration_id_;
  GoAhead go_ahead_;
  std::optional<std::string> plan_path_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_up_verb() { return std::make_unique<UpVerb>(); }

}  // namespace whimbrel::cli
