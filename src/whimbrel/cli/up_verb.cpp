#include <fmt/format.h>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/plan_file.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/sequence_verbs.hpp"
#include "whimbrel/cli/shared_parts.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo up_info{
    "up", "Run a migration", "apply a migration, or all that are pending",
    "Shows the preview, asks, backs the collection up, applies in batches with every write "
    "guarded\n"
    "and journalled, and verifies. Needs --confirm, and a yes: on the terminal or by --yes.\n"
    "With --plan it applies that plan, or refuses with the difference. Stopped at any instant, it\n"
    "can be resumed or taken back.\n"
    "Without a name it applies all that are pending, in the order of their dependencies, or those\n"
    "up to --to; with --jobs independent ones side by side. The first that fails stops the rest.",
    "whimbrel up 004_fix_melted_token_status --target sqlite:wallet.db --confirm\n"
    "whimbrel up 004_fix_melted_token_status --target sqlite:wallet.db --plan plan.json --confirm "
    "--yes\n"
    "whimbrel up --to 012 --jobs 4 --target sqlite:wallet.db --confirm\n"
    "whimbrel up 004_fix_melted_token_status --target sqlite:wallet.db --dry-run --report "
    "dry.html"};

constexpr std::uint64_t jobs_max = 32;

class UpVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return up_info; }

  void declare(OptionSet& options) override {
    declare_optional_migration(options, migration_id_,
                               "its id, the beginning of it, or a recipe's file; all that are "
                               "pending, if left out");
    options.value(last_, "--to", "MIGRATION", "without a name: up to and including this one");
    options.number(jobs_, "--jobs", "without a name: how many at a time (1)", 1, jobs_max);
    go_ahead_.declare(options);
    options.value(plan_path_, "--plan", "FILE", "apply this plan, which `preview --plan` wrote");
    declare_shared_parts(options, shared_parts_);
    declare_report_file(options, report_path_);
    declare_run_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    if (migration_id_) {
      WHIMBREL_TRY(refuse_with_name());
      return up_one(call);
    }
    if (plan_path_)
      return base::fail(base::ErrorKind::usage, "--plan is of one migration, and none is named",
                        "write its id: `whimbrel up MIGRATION --plan FILE`");
    return up_all(call, go_ahead_, last_, jobs_, report_path_);
  }

 private:
  base::Status refuse_with_name() const {
    if (!last_ && jobs_ == 1) return {};
    return base::fail(base::ErrorKind::usage,
                      fmt::format("{} is for several migrations, and {} is named",
                                  last_ ? "--to" : "--jobs", *migration_id_),
                      "leave one of them out");
  }

  base::Result<Outcome> up_one(Invocation& call) const {
    // Without leave it is a preview, and a preview opens nothing for writing.
    const bool may_write = go_ahead_.confirmed || call.dry_run();
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, *migration_id_,
                                           may_write ? TargetUse::write : TargetUse::read));
    WHIMBREL_ASSIGN(auto options, run_options_with_backup(call));
    options.test_items_max = test_items_max_of(call, context->migration().info());
    options.shared_parts = static_cast<std::uint32_t>(shared_parts_);
    WHIMBREL_TRY(check_order(*context));
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

  static base::Status check_order(const MigrationContext& context) {
    WHIMBREL_ASSIGN(const auto sequence, sequence_on(context.catalogue(), context.target().store(),
                                                     context.migration().info().id));
    return sequence.check_may_run(context.migration().info().id);
  }

  base::Result<engine::Plan> planned(const Invocation& call, MigrationContext& context,
                                     const engine::RunOptions& options) const {
    if (!plan_path_) {
      WHIMBREL_ASSIGN(const auto environment, context.planning_environment());
      return engine::make_plan(environment, context.migration(), options);
    }
    return read_plan_file(
        call, *plan_path_,
        fmt::format("make it anew with `{} --plan {}`", context.command("preview"), *plan_path_));
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

  std::optional<std::string> migration_id_;
  std::optional<std::string> last_;
  std::uint64_t jobs_ = 1;
  std::uint64_t shared_parts_ = 1;
  GoAhead go_ahead_;
  std::optional<std::string> plan_path_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_up_verb() { return std::make_unique<UpVerb>(); }

}  // namespace whimbrel::cli
