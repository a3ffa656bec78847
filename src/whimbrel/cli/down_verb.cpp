#include <fmt/format.h>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/load_settings.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/sequence_verbs.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/report_text.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using engine::RunRecord;
using engine::RunStatus;

constexpr VerbInfo down_info{
    "down", "Run a migration", "take a migration's newest run back, or several",
    "Restores from the journal what the run changed, where it still is what the run wrote. What\n"
    "somebody changed since is left alone and listed (--policy leave), merged field by field\n"
    "(merge), or taken back too (overwrite). Needs --confirm, and a yes, as `up` does.\n"
    "With --to it takes back all that was applied behind that migration, the last one first. What\n"
    "an applied migration depends on is not taken back.",
    "whimbrel down 004_fix_melted_token_status --target sqlite:wallet.db --confirm\n"
    "whimbrel down 004_fix_melted_token_status --target sqlite:wallet.db --dry-run\n"
    "whimbrel down --to 004 --target sqlite:wallet.db --confirm"};

class DownVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return down_info; }

  void declare(OptionSet& options) override {
    declare_optional_migration(options, migration_id_,
                               "its id, the beginning of it, or a recipe's file");
    options.value(kept_, "--to", "MIGRATION", "instead: all behind this one, which stays");
    go_ahead_.declare(options);
    declare_report_file(options, report_path_);
    using Id = SettingId;
    options.settings({Id::target, Id::dry_run, Id::policy, Id::batch_size, Id::segments, Id::rate,
                      Id::conflict_retries, Id::lease_seconds});
    declare_load_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    if (migration_id_.has_value() == kept_.has_value())
      return base::fail(base::ErrorKind::usage,
                        kept_ ? "a migration and --to are both told" : "MIGRATION is missing",
                        "name one to take back, or with --to the last one that stays");
    return kept_ ? down_to(call, go_ahead_, *kept_, report_path_) : down_one(call);
  }

 private:
  base::Result<Outcome> down_one(Invocation& call) const {
    const bool may_write = go_ahead_.confirmed || call.dry_run();
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, *migration_id_,
                                           may_write ? TargetUse::write : TargetUse::read));
    WHIMBREL_ASSIGN(const auto options, run_options_with_backup(call));
    WHIMBREL_ASSIGN(const RunRecord run, run_to_take_back(*context));
    WHIMBREL_TRY(check_order(*context));
    call.print(preview(call, *context, run));
    if (auto leave = go_ahead_.ask(call, question(*context, run)); !leave)
      return Outcome{engine::run_to_json(run), 0, std::move(leave).error()};

    if (!call.dry_run())
      call.after_failure(fmt::format(
          "What was taken back so far is recorded; the rest is as the run left it. `{}` goes on.",
          context->command("resume")));
    auto report = engine::run_down(context->environment(), context->migration(), options);
    context->progress().finish();
    if (!report) return tl::unexpected(context->explained(call, std::move(report).error()));
    return tell_report(call, *report, report_path_);
  }

  static base::Status check_order(const MigrationContext& context) {
    WHIMBREL_ASSIGN(const auto sequence, sequence_on(context.catalogue(), context.target().store(),
                                                     context.migration().info().id));
    return sequence.check_may_take_back(context.migration().info().id);
  }

  // What cannot be taken back is said before anybody is asked.
  static base::Result<RunRecord> run_to_take_back(MigrationContext& context) {
    WHIMBREL_ASSIGN(const auto session, context.target().store().open_session());
    WHIMBREL_ASSIGN(const auto run,
                    engine::Ledger(*session).latest_run(context.migration().info().id));
    if (run && run->status != RunStatus::rolled_back) return *run;
    return base::fail(base::ErrorKind::refused,
                      fmt::format("Cannot rollback migration with status: {}",
                                  run ? to_string(run->status) : "pending"),
                      fmt::format("there is nothing to take back; `{}` shows where it stands",
                                  context.command("status")));
  }

  static std::string preview(const Invocation& call, const MigrationContext& context,
                             const RunRecord& run) {
    engine::TextTable table({{""}, {"", engine::TextTable::Align::left, 200}});
    const std::string items = engine::plural(context.migration().info().item_noun);
    table.add_row({"Run", run.run_id});
    table.add_row({"Status", std::string(to_string(run.status))});
    table.add_row(
        {"Started", fmt::format("{} by {}", engine::time_text(run.started_ms), run.started_by)});
    table.add_row(
        {"Changed", fmt::format("{} {}", engine::count_text(run.counters.changed), items)});
    table.add_row(
        {"Changed since", "policy " + call.settings().text_or(SettingId::policy, "leave")});
    return fmt::format("{}\n\n{}\n", call.style().bold("Taking back " + run.migration_id),
                       table.render(call.style()));
  }

  static std::string question(const MigrationContext& context, const RunRecord& run) {
    return fmt::format("Take back what run {} changed ({})?", run.run_id,
                       engine::counted(run.counters.changed, context.migration().info().item_noun));
  }

  std::optional<std::string> migration_id_;
  std::optional<std::string> kept_;
  GoAhead go_ahead_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_down_verb() { return std::make_unique<DownVerb>(); }

}  // namespace whimbrel::cli
