#include <fmt/format.h>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/plan_file.hpp"
#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/shared_parts.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/migration_run.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;

constexpr std::int64_t look_again_ms = 200;

constexpr VerbInfo work_info{
    "work", "Run a migration", "take part in a run that several processes share",
    "Joins a run that was started with --share: takes one part after the other that nobody has,\n"
    "and ends when the run does. Any process may be killed, the one that started the run too:\n"
    "another one takes its part over, and goes on as the coordinator.\n"
    "With --plan it joins the run of that plan, and starts it when nobody has, so that the same\n"
    "command can be run on every machine.",
    "whimbrel work 03_add_wasslashed_field-20250127-024000-7f3a --target dynamodb\n"
    "whimbrel work --plan plan.json --share 8 --target dynamodb --confirm --yes"};

class WorkVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return work_info; }

  void declare(OptionSet& options) override {
    options.optional_positional(run_id_, "RUN", "its id, as `up` and `history` show it");
    options.value(plan_path_, "--plan", "FILE", "the run of this plan, begun if it is not yet");
    declare_shared_parts(options, shared_parts_);
    go_ahead_.declare(options);
    declare_report_file(options, report_path_);
    declare_run_settings(options);
  }

  base::Result<Outcome> run(Invocation& call) override {
    WHIMBREL_TRY(check_report_file(report_path_));
    if (run_id_.has_value() == plan_path_.has_value())
      return base::fail(ErrorKind::usage, "work needs either a run or --plan",
                        "write `whimbrel work RUN`, or `whimbrel work --plan FILE --share 8`");
    if (run_id_) return join(call);
    return begin_or_join(call);
  }

 private:
  base::Result<Outcome> join(Invocation& call) const {
    WHIMBREL_ASSIGN(const std::string migration_id, migration_of_run(call));
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id, TargetUse::write));
    WHIMBREL_ASSIGN(const auto options, run_options_with_backup(call));
    return tell(call, *context,
                engine::run_work(context->environment(), context->migration(), *run_id_, options));
  }

  base::Result<std::string> migration_of_run(const Invocation& call) const {
    WHIMBREL_ASSIGN(const auto target, TargetAccess::open(call, TargetUse::read));
    WHIMBREL_ASSIGN(const auto session, target->store().open_session());
    WHIMBREL_ASSIGN(const auto run, engine::Ledger(*session).run(*run_id_));
    if (run) return run->migration_id;
    return base::fail(
        ErrorKind::not_found, "there is no run " + *run_id_,
        fmt::format("`whimbrel history --target {}` lists the runs", target->spec().shown()));
  }

  base::Result<Outcome> begin_or_join(Invocation& call) const {
    WHIMBREL_ASSIGN(const engine::Plan plan,
                    read_plan_file(call, *plan_path_, "make it anew with `whimbrel preview`"));
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, plan.migration_id, TargetUse::write));
    if (auto leave = go_ahead_.ask(call, fmt::format("Take part in {}?", plan.migration_id));
        !leave)
      return tl::unexpected(std::move(leave).error());
    WHIMBREL_ASSIGN(auto options, run_options_with_backup(call));
    options.shared_parts = static_cast<std::uint32_t>(shared_parts_);
    const std::string digest = engine::plan_digest(engine::plan_to_json(plan));
    // Of several that begin at the same moment one starts the run, and the others wait for it.
    while (true) {
      WHIMBREL_ASSIGN(const auto run_id, standing_run(*context, digest));
      if (run_id)
        return tell(
            call, *context,
            engine::run_work(context->environment(), context->migration(), *run_id, options));
      auto report =
          engine::run_up(context->environment(), context->migration(), plan, true, options);
      if (report) return tell(call, *context, std::move(report));
      const ErrorKind kind = report.error().kind();
      WHIMBREL_ASSIGN(const auto begun, standing_run(*context, digest));
      // What refused this process may be what another one's run has changed already.
      const bool may_join = kind == ErrorKind::busy || (kind == ErrorKind::refused && begun);
      if (!may_join) return tell(call, *context, std::move(report));
      WHIMBREL_TRY(call.cancellation().check());
      call.clock().sleep_ms(look_again_ms);
    }
  }

  // The newest run, if it is of this plan and was not taken back.
  static base::Result<std::optional<std::string>> standing_run(const MigrationContext& context,
                                                               const std::string& digest) {
    WHIMBREL_ASSIGN(const auto session, context.target().store().open_session());
    WHIMBREL_ASSIGN(const auto run,
                    engine::Ledger(*session).latest_run(context.migration().info().id));
    if (!run || run->plan_digest != digest || run->status == engine::RunStatus::rolled_back)
      return std::nullopt;
    return run->run_id;
  }

  base::Result<Outcome> tell(Invocation& call, MigrationContext& context,
                             base::Result<engine::RunReport> report) const {
    context.progress().finish();
    if (!report) return tl::unexpected(context.explained(call, std::move(report).error()));
    return tell_report(call, *report, report_path_);
  }

  std::optional<std::string> run_id_;
  std::optional<std::string> plan_path_;
  std::uint64_t shared_parts_ = 8;
  GoAhead go_ahead_;
  std::optional<std::string> report_path_;
};

}  // namespace

std::unique_ptr<Verb> make_work_verb() { return std::make_unique<WorkVerb>(); }

}  // namespace whimbrel::cli
