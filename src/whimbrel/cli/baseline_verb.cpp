#include <fmt/format.h>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/baseline.hpp"
#include "whimbrel/engine/counted.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo baseline_info{
    "baseline", "Several migrations", "count migrations as applied without running them",
    "For data that is already as the pending migrations would make it: by hand, or by another\n"
    "tool. Files for each a completed run that changed nothing and cannot be taken back; `verify`\n"
    "tells whether it is true. --withdraw makes one pending again. Needs --confirm, and a yes.",
    "whimbrel baseline --to 005_split_name --target sqlite:wallet.db --confirm\n"
    "whimbrel baseline --withdraw 005_split_name --target sqlite:wallet.db --confirm"};

class BaselineVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return baseline_info; }

  void declare(OptionSet& options) override {
    using Id = SettingId;
    options.value(last_, "--to", "MIGRATION",
                  "up to and including this one (all that are pending)");
    options.value(withdrawn_, "--withdraw", "MIGRATION", "make this baselined one pending again");
    go_ahead_.declare(options);
    options.settings({Id::target, Id::migrations, Id::dry_run, Id::lease_seconds});
  }

  base::Result<Outcome> run(Invocation& call) override {
    if (last_ && withdrawn_)
      return base::fail(base::ErrorKind::usage, "--to and --withdraw are both told",
                        "keep one of them");
    const bool may_write = go_ahead_.confirmed || call.dry_run();
    WHIMBREL_ASSIGN(const auto context,
                    SequenceContext::open(call, may_write ? TargetUse::write : TargetUse::read));
    return withdrawn_ ? withdraw(call, *context) : baseline(call, *context);
  }

 private:
  base::Result<Outcome> baseline(Invocation& call, const SequenceContext& context) const {
    WHIMBREL_ASSIGN(const std::string last_id, context.id_of(last_));
    WHIMBREL_ASSIGN(const auto steps, context.sequence().up_to(last_id));
    std::string text = steps.empty() ? "Nothing is pending.\n" : "To count as applied:\n";
    for (const engine::SequenceStep* step : steps)
      text += fmt::format("  {}  {}\n", step->member.id, step->member.source);
    call.print(text);
    if (steps.empty()) return Outcome{json_of(call, {})};
    if (auto leave = go_ahead_.ask(call, fmt::format("Count {} as applied without running {}?",
                                                     engine::counted(steps.size(), "migration"),
                                                     steps.size() == 1 ? "it" : "them"));
        !leave)
      return Outcome{json_of(call, {}), 0, std::move(leave).error()};

    WHIMBREL_ASSIGN(const auto options, run_options_of(call));
    call.after_failure(
        fmt::format("No item was changed. `{}` tells which were filed.", context.command("plan")));
    std::vector<engine::RunRecord> filed;
    for (const engine::SequenceStep* step : steps) {
      auto run = engine::baseline_migration(environment(call, context), context.migration_of(*step),
                                            options);
      if (!run) return base::fail_in(step->member.id, std::move(run).error());
      call.writing_began();
      filed.push_back(*std::move(run));
    }
    call.print(fmt::format("{}{} baselined.\n", call.dry_run() ? "Dry run: " : "",
                           engine::counted(filed.size(), "migration")));
    return Outcome{json_of(call, filed)};
  }

  base::Result<Outcome> withdraw(const Invocation& call, const SequenceContext& context) const {
    WHIMBREL_ASSIGN(const engine::Migration* migration, context.catalogue().migration(*withdrawn_));
    const std::string& id = migration->info().id;
    WHIMBREL_TRY(context.sequence().check_may_take_back(id));
    if (auto leave = go_ahead_.ask(call, fmt::format("Make {} pending again?", id)); !leave)
      return tl::unexpected(std::move(leave).error());
    WHIMBREL_ASSIGN(const auto options, run_options_of(call));
    WHIMBREL_ASSIGN(const engine::RunRecord run,
                    engine::withdraw_baseline(environment(call, context), *migration, options));
    call.print(fmt::format("{}{} is pending again.\n", call.dry_run() ? "Dry run: " : "", id));
    return Outcome{json_of(call, {run})};
  }

  static engine::RunEnvironment environment(const Invocation& call,
                                            const SequenceContext& context) {
    return {context.target().store(), call.clock(), call.cancellation(), engine::silent_progress()};
  }

  static std::string json_of(const Invocation& call, const std::vector<engine::RunRecord>& runs) {
    Json list = Json::array();
    for (const engine::RunRecord& run : runs)
      list.push_back({{"id", run.migration_id},
                      {"run_id", run.run_id},
                      {"status", to_string(run.status)},
                      {"baseline", run.baseline}});
    return json_text(Json{{"dry_run", call.dry_run()}, {"migrations", std::move(list)}});
  }

  std::optional<std::string> last_;
  std::optional<std::string> withdrawn_;
  GoAhead go_ahead_;
};

}  // namespace

std::unique_ptr<Verb> make_baseline_verb() { return std::make_unique<BaselineVerb>(); }

}  // namespace whimbrel::cli
