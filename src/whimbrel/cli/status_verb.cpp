#include <fmt/format.h>

#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/ledger/process_identity.hpp"
#include "whimbrel/engine/migration_status.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using engine::MigrationStatus;
using engine::RunStatus;
constexpr VerbInfo status_info{
    "status", "Run a migration", "where a migration stands, at a glance",
    "What the ledger says, who is running it now, and how many items it would change: judged from\n"
    "what can be read in a moment, or counted with --exact.",
    "whimbrel status 004_fix_melted_token_status --target sqlite:wallet.db"};

// What is left of the 30 ms after which an answer feels slow.
constexpr std::int64_t reading_budget_ms = 10;

class StatusVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return status_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    options.flag(exact_, "--exact", "read everything and count");
    options.settings({SettingId::target});
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_, TargetUse::read));
    WHIMBREL_ASSIGN(const MigrationStatus status,
                    engine::migration_status(context->environment(), context->migration(),
                                             exact_ ? 0 : reading_budget_ms));
    context->progress().finish();
    call.print(text_of(call, *context, status));
    return Outcome{json_of(call, *context, status)};
  }

 private:
  static bool is_completed(const MigrationStatus& status) {
    return status.latest_run && status.latest_run->status == RunStatus::completed &&
           !status.tried_out;
  }

  // How many of all would be selected, judging by those that were read.
  static std::uint64_t estimated_selection(const MigrationStatus& status) {
    if (status.selected_exact || status.items_read == 0) return status.items_selected;
    return static_cast<std::uint64_t>(static_cast<double>(status.items_selected) /
                                      static_cast<double>(status.items_read) *
                                      static_cast<double>(status.items_total));
  }

  static std::string state_text(const MigrationStatus& status) {
    if (status.held_by)
      return fmt::format("running now, by {}", engine::short_description(status.held_by->owner));
    if (!status.latest_run) return "not run yet";
    const engine::RunRecord& run = *status.latest_run;
    std::string text(run.baseline       ? "baselined: counts as applied without having run"
                     : status.tried_out ? "tried out (TEST_MODE)"
                                        : to_string(run.status));
    if (run.status == RunStatus::running || run.status == RunStatus::rolling_back ||
        run.status == RunStatus::verifying)
      text += ", but nobody is at it: it was interrupted";
    text += fmt::format(", started {} by {}", engine::time_text(run.started_ms), run.started_by);
    if (run.finished_ms)
      text += fmt::format(", took {}", engine::duration_text(*run.finished_ms - run.started_ms));
    return text;
  }

  static std::string selection_text(const MigrationStatus& status) {
    if (status.selected_exact) return engine::count_text(status.items_selected);
    return fmt::format("about {}, judged from {} read",
                       engine::count_text(estimated_selection(status)),
                       engine::count_text(status.items_read));
  }

  static std::string next_text(const MigrationContext& context, const MigrationStatus& status) {
    if (status.next_step.empty() ||
        (status.next_step == "preview" && status.selected_exact && status.items_selected == 0))
      return status.held_by ? context.command("pause") : "nothing to do";
    return context.command(status.next_step);
  }

  static std::string text_of(const Invocation& call, const MigrationContext& context,
                             const MigrationStatus& status) {
    const engine::MigrationInfo& info = context.migration().info();
    engine::TextTable table({{""}, {"", engine::TextTable::Align::left, 200}});
    const std::string items = engine::plural(info.item_noun);
    table.add_row({"Target", context.target().spec().url});
    table.add_row({"Collection", info.collection});
    table.add_row({"State", state_text(status)});
    if (status.latest_run) table.add_row({"Run", status.latest_run->run_id});
    table.add_row({"All " + items, fmt::format("{}{}", status.items_total_exact ? "" : "about ",
                                               engine::count_text(status.items_total))});
    table.add_row({"To change", selection_text(status)});
    return fmt::format("{}\n{}\n\n{}\nNext: {}\n", call.style().bold(info.id), info.description,
                       table.render(call.style()), next_text(context, status));
  }

  static std::string json_of(const Invocation& call, const MigrationContext& context,
                             const MigrationStatus& status) {
    const engine::MigrationInfo& info = context.migration().info();
    Json json{{"timestamp", base::format_rfc3339(call.clock().now_ms())},
              {"migration_id", info.id},
              {"description", info.description},
              {"target", context.target().spec().url},
              {"collection", info.collection},
              {"is_completed", is_completed(status)},
              {"tried_out", status.tried_out},
              {"migration_needed", estimated_selection(status) > 0},
              {"items_total", status.items_total},
              {"items_total_exact", status.items_total_exact},
              {"items_read", status.items_read},
              {"items_selected", status.items_selected},
              {"items_selected_exact", status.selected_exact},
              {"items_selected_estimate", estimated_selection(status)},
              {"next_step", status.next_step},
              {"held_by", nullptr},
              {"latest_run", nullptr}};
    if (status.held_by)
      json["held_by"] = {{"owner", engine::short_description(status.held_by->owner)},
                         {"expires_at", base::format_rfc3339(status.held_by->expires_ms)}};
    if (status.latest_run)
      json["latest_run"] = parsed_json(engine::run_to_json(*status.latest_run));
    return json_text(json);
  }

  std::string migration_id_;
  bool exact_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_status_verb() { return std::make_unique<StatusVerb>(); }

}  // namespace whimbrel::cli
