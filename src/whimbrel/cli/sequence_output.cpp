#include "whimbrel/cli/sequence_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/engine/report/figures.hpp"
#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/report/report_json.hpp"
#include "whimbrel/engine/report/text_table.hpp"

namespace whimbrel::cli {
namespace {

using engine::SequenceStep;
using engine::TextTable;
using Align = engine::TextTable::Align;

const PlannedStep* find_planned(const std::vector<PlannedStep>& planned, const SequenceStep& step) {
  const auto found = std::find_if(planned.begin(), planned.end(),
                                  [&](const PlannedStep& one) { return one.step == &step; });
  return found == planned.end() ? nullptr : &*found;
}

std::string effect_text(const PlannedStep& planned) {
  if (planned.refusal) return "refused: " + planned.refusal->describe();
  const engine::Plan& plan = *planned.plan;
  std::string text = fmt::format("changes {} of {}", engine::count_text(plan.items_selected),
                                 engine::counted(plan.items_total, plan.item_noun));
  if (plan.items_rejected > 0)
    text += fmt::format(", {} cannot be changed", engine::count_text(plan.items_rejected));
  return text + fmt::format(", {}", engine::estimate_text(plan.estimated_apply_ms));
}

std::string past_text(const SequenceStep& step) {
  if (!step.run) return "";
  if (step.state == engine::MigrationState::baselined)
    return fmt::format("{} by {}", engine::time_text(step.run->started_ms), step.run->started_by);
  return fmt::format("{} by {}, {} changed", engine::time_text(step.run->started_ms),
                     step.run->started_by, engine::count_text(step.run->counters.changed));
}

Json planned_json(const PlannedStep* planned) {
  if (planned == nullptr) return nullptr;
  Json json{{"refusal", nullptr}};
  if (planned->plan) {
    const engine::Plan& plan = *planned->plan;
    json["items_total"] = plan.items_total;
    json["items_selected"] = plan.items_selected;
    json["items_rejected"] = plan.items_rejected;
    json["estimated_ms"] = plan.estimated_apply_ms ? Json(*plan.estimated_apply_ms) : Json(nullptr);
  }
  if (planned->refusal)
    json["refusal"] = {{"kind", to_string(planned->refusal->kind())},
                       {"message", planned->refusal->describe()},
                       {"remedy", planned->refusal->remedy()}};
  return json;
}

// Of a step that did not succeed.
base::Error failure_in(const StepResult& result) {
  return result.error ? *result.error : *outcome_of(*result.report).failure;
}

std::string_view result_word(const StepResult& result, std::string_view done_word) {
  if (!result.begun) return "not begun";
  if (result.succeeded()) return done_word;
  return failure_in(result).kind() == base::ErrorKind::cancelled ? "interrupted" : "failed";
}

Json result_json(const StepResult& result, std::string_view done_word) {
  Json json{{"id", result.step->member.id},
            {"outcome", result_word(result, done_word)},
            {"error", result.error ? Json(result.error->describe()) : Json(nullptr)},
            {"report", nullptr}};
  if (result.report) json["report"] = parsed_json(engine::report_to_json(*result.report));
  return json;
}

std::string results_table(const Invocation& call, const std::vector<StepResult>& results,
                          std::string_view done_word) {
  TextTable table({{"migration"},
                   {"outcome"},
                   {"changed", Align::right},
                   {"left alone", Align::right},
                   {"took", Align::right}});
  for (const StepResult& result : results) {
    std::vector<std::string> row{result.step->member.id,
                                 std::string(result_word(result, done_word)), "", "", ""};
    if (result.report) {
      row[2] = engine::count_text(result.report->run.counters.changed);
      row[3] = engine::count_text(engine::quarantined_count(*result.report));
      row[4] = engine::duration_text(result.report->duration_ms);
    }
    table.add_row(std::move(row));
  }
  return table.render(call.style(), 0);
}

base::Error failure_of(const SequenceContext& context, const StepResult& result) {
  const std::string& id = result.step->member.id;
  const base::Error error = failure_in(result);
  std::string next_step = error.remedy();
  if (error.kind() == base::ErrorKind::cancelled)
    next_step =
        fmt::format("go on with `{}`, and then with the rest", context.command("resume " + id));
  else if (next_step.empty())
    next_step = fmt::format("`{}` tells where it is", context.command("status " + id));
  base::Error failure(error.kind(), error.message(), std::move(next_step));
  for (const std::string& place : error.context()) failure.with_context(place);
  return std::move(failure).with_context(id);
}

}  // namespace

std::string sequence_text(const Invocation& call, const engine::Sequence& sequence,
                          const std::vector<PlannedStep>& planned) {
  TextTable table({{"migration"}, {"state"}, {"", Align::left, 200}, {"source"}});
  for (const SequenceStep& step : sequence.steps()) {
    const PlannedStep* one = find_planned(planned, step);
    table.add_row({step.member.id, std::string(to_string(step.state)),
                   one != nullptr ? effect_text(*one) : past_text(step), step.member.source});
  }
  std::string text =
      sequence.steps().empty()
          ? "There are no migrations for this target: `whimbrel new ID` begins one.\n"
          : table.render(call.style(), 0);
  for (const engine::SequenceProblem& problem : sequence.problems())
    text += fmt::format("\n{} {}\n  next: {}\n", call.style().bad("problem:"), problem.message,
                        problem.remedy);
  return text;
}

Json sequence_json(const engine::Sequence& sequence, const std::vector<PlannedStep>& planned) {
  Json steps = Json::array();
  for (const SequenceStep& step : sequence.steps())
    steps.push_back({{"id", step.member.id},
                     {"source", step.member.source},
                     {"state", state_name(step.state)},
                     {"depends_on", step.member.depends_on},
                     {"run_id", step.run ? Json(step.run->run_id) : Json(nullptr)},
                     {"plan", planned_json(find_planned(planned, step))}});
  Json problems = Json::array();
  for (const engine::SequenceProblem& problem : sequence.problems())
    problems.push_back({{"problem", to_string(problem.fault)},
                        {"migrations", problem.ids},
                        {"message", problem.message},
                        {"remedy", problem.remedy}});
  return {{"migrations", std::move(steps)}, {"problems", std::move(problems)}};
}

base::Result<Outcome> tell_results(const Invocation& call, const SequenceContext& context,
                                   const std::vector<StepResult>& results,
                                   std::string_view done_word) {
  Json list = Json::array();
  Outcome outcome;
  std::size_t done = 0;
  for (const StepResult& result : results) {
    list.push_back(result_json(result, done_word));
    if (result.succeeded()) {
      ++done;
      outcome.exit_code = std::max(outcome.exit_code, outcome_of(*result.report).exit_code);
    } else if (result.begun && !outcome.failure) {
      outcome.failure = failure_of(context, result);
    }
  }
  outcome.result_json = json_text(Json{
      {"dry_run", call.dry_run()}, {"done", done}, {"of", results.size()}, {"migrations", list}});
  call.print(fmt::format("{}{} of {} {}\n\n{}", call.dry_run() ? "Dry run: " : "", done,
                         engine::counted(results.size(), "migration"), done_word,
                         results_table(call, results, done_word)));
  return outcome;
}

base::Status write_step_reports(const Invocation& call, const std::optional<std::string>& path,
                                const std::vector<StepResult>& results) {
  if (!path) return {};
  const std::size_t ending = path->rfind('.');
  for (const StepResult& result : results) {
    if (!result.report) continue;
    const std::string own =
        path->substr(0, ending) + "." + result.step->member.id + path->substr(ending);
    WHIMBREL_TRY(write_report_file(call, own, *result.report));
  }
  return {};
}

}  // namespace whimbrel::cli
