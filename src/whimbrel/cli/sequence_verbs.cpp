#include "whimbrel/cli/sequence_verbs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "whimbrel/cli/run_hooks.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/sequence_context.hpp"
#include "whimbrel/cli/sequence_output.hpp"
#include "whimbrel/cli/sequence_plan.hpp"
#include "whimbrel/cli/sequence_run.hpp"
#include "whimbrel/engine/report/figures.hpp"

namespace whimbrel::cli {
namespace {

TargetUse use_of(const Invocation& call, const GoAhead& go_ahead) {
  // Without leave it is a preview, and a preview opens nothing for writing.
  return go_ahead.confirmed || call.dry_run() ? TargetUse::write : TargetUse::read;
}

std::string up_question(const SequenceContext& context, const std::vector<PlannedStep>& planned) {
  std::uint64_t changes = 0;
  for (const PlannedStep& one : planned) changes += one.plan->items_selected;
  return fmt::format("Apply {} to {} ({})?", engine::counted(planned.size(), "migration"),
                     context.target().spec().url, engine::counted(changes, "change"));
}

std::string ids_of(const engine::Sequence::Steps& steps) {
  std::vector<std::string> ids;
  for (const engine::SequenceStep* step : steps) ids.push_back(step->member.id);
  return fmt::format("{}", fmt::join(ids, ", "));
}

Outcome nothing_to_do(const Invocation& call, std::string_view what) {
  call.print(fmt::format("{}\n", what));
  return Outcome{json_text(
      Json{{"dry_run", call.dry_run()}, {"done", 0}, {"of", 0}, {"migrations", Json::array()}})};
}

}  // namespace

base::Result<Outcome> up_all(Invocation& call, const GoAhead& go_ahead,
                             const std::optional<std::string>& last, std::uint64_t jobs,
                             const std::optional<std::string>& report_path) {
  WHIMBREL_ASSIGN(const auto context, SequenceContext::open(call, use_of(call, go_ahead)));
  // Before anybody is asked: a secret that is not set.
  if (use_of(call, go_ahead) == TargetUse::write) WHIMBREL_TRY(open_run_hooks(call));
  WHIMBREL_ASSIGN(const auto options, run_options_with_backup(call));
  WHIMBREL_ASSIGN(const std::string last_id, context->id_of(last));
  WHIMBREL_ASSIGN(const auto steps, context->sequence().up_to(last_id));
  if (steps.empty()) return nothing_to_do(call, "Nothing is pending.");
  WHIMBREL_ASSIGN(const auto planned, plan_steps(call, *context, steps));
  call.print(sequence_text(call, context->sequence(), planned) + "\n");
  const std::string preview = json_text(sequence_json(context->sequence(), planned));
  if (const auto fits = refuse_unfit(planned); !fits) return Outcome{preview, 0, fits.error()};
  if (auto leave = go_ahead.ask(call, up_question(*context, planned)); !leave)
    return Outcome{preview, 0, std::move(leave).error()};

  if (!call.dry_run())
    call.after_failure(
        fmt::format("What was applied before it stands and is verified; what a run that stopped "
                    "had committed stands in its journal. `{}` tells where each is.",
                    context->command("plan")));
  const auto results = apply_steps(call, *context, planned, options, jobs);
  call.writing_began();
  WHIMBREL_TRY(write_step_reports(call, report_path, results));
  return tell_results(call, *context, results, "applied");
}

base::Result<Outcome> down_to(Invocation& call, const GoAhead& go_ahead, const std::string& kept,
                              const std::optional<std::string>& report_path) {
  WHIMBREL_ASSIGN(const auto context, SequenceContext::open(call, use_of(call, go_ahead)));
  // Before anybody is asked: a secret that is not set.
  if (use_of(call, go_ahead) == TargetUse::write) WHIMBREL_TRY(open_run_hooks(call));
  WHIMBREL_ASSIGN(const auto options, run_options_of(call));
  WHIMBREL_ASSIGN(const std::string kept_id, context->id_of(kept));
  WHIMBREL_ASSIGN(const auto steps, context->sequence().down_to(kept_id));
  if (steps.empty()) return nothing_to_do(call, "Nothing is applied behind " + kept_id + ".");
  call.print(sequence_text(call, context->sequence(), {}) + "\n");
  if (auto leave = go_ahead.ask(call, fmt::format("Take back {}?", ids_of(steps))); !leave)
    return Outcome{json_text(sequence_json(context->sequence(), {})), 0, std::move(leave).error()};

  if (!call.dry_run())
    call.after_failure(
        fmt::format("What was taken back before it stays taken back. `{}` tells where each is.",
                    context->command("plan")));
  const auto results = take_back_steps(call, *context, steps, options);
  call.writing_began();
  WHIMBREL_TRY(write_step_reports(call, report_path, results));
  return tell_results(call, *context, results, "taken back");
}

}  // namespace whimbrel::cli
