#include "whimbrel/cli/sequence_run.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "whimbrel/cli/report_output.hpp"
#include "whimbrel/cli/run_hooks.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/terminal/labelled_progress.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/report/headline.hpp"
#include "whimbrel/engine/sequence/schedule.hpp"

namespace whimbrel::cli {
namespace {

using engine::RunReport;

// Runs one step with this sink; thread-safe.
using RunOne = std::function<base::Result<RunReport>(std::size_t, engine::ProgressSink&)>;

class StepRunner {
 public:
  StepRunner(const Invocation& call, const SequenceContext& context, engine::Sequence::Steps steps,
             RunOne run_one)
      : call_(call),
        context_(context),
        schedule_(context.sequence(), std::move(steps)),
        run_one_(std::move(run_one)),
        results_(schedule_.steps().size()) {
    for (std::size_t i = 0; i < results_.size(); ++i) results_[i].step = schedule_.steps()[i];
  }

  std::vector<StepResult> run(std::size_t jobs) {
    several_ = jobs > 1;
    std::vector<std::thread> threads;
    for (std::size_t job = 1; job < jobs; ++job) threads.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : threads) thread.join();
    return std::move(results_);
  }

 private:
  void work() {
    while (const auto step = next()) {
      run_step(*step);
      const std::lock_guard lock(mutex_);
      schedule_.ended(*step);
      if (!results_[*step].succeeded()) schedule_.stop();
      changed_.notify_all();
    }
  }

  std::optional<std::size_t> next() {
    std::unique_lock lock(mutex_);
    while (!schedule_.is_over()) {
      if (const auto step = schedule_.take()) return step;
      changed_.wait(lock);
    }
    changed_.notify_all();
    return std::nullopt;
  }

  void run_step(std::size_t at) {
    StepResult& result = results_[at];
    result.begun = true;
    const engine::Migration& migration = context_.migration_of(*result.step);
    auto report = several_ ? run_labelled(at, migration) : run_with_bar(at, migration);
    if (report)
      result.report = *std::move(report);
    else
      result.error = std::move(report).error();
    call_.terminal().print_line(fmt::format("{}: {}", result.step->member.id, ended_as(result)));
  }

  base::Result<RunReport> run_with_bar(std::size_t at, const engine::Migration& migration) {
    ProgressBar progress(call_.terminal(), call_.clock(), migration.info().item_noun);
    auto report = run_one_(at, progress);
    progress.finish();
    return report;
  }

  base::Result<RunReport> run_labelled(std::size_t at, const engine::Migration& migration) {
    LabelledProgress progress(call_.terminal(), migration.info().id);
    return run_one_(at, progress);
  }

  static std::string ended_as(const StepResult& result) {
    if (result.error) return "stopped: " + result.error->describe();
    return engine::headline_of(*result.report).title;
  }

  const Invocation& call_;
  const SequenceContext& context_;
  engine::Schedule schedule_;
  RunOne run_one_;
  std::vector<StepResult> results_;
  bool several_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

engine::RunEnvironment environment_of(const Invocation& call, const SequenceContext& context,
                                      engine::ProgressSink& progress, hooks::RunHooks& hooks) {
  return {context.target().store(), call.clock(), call.cancellation(), progress, nullptr, &hooks};
}

}  // namespace

bool StepResult::succeeded() const { return report && !outcome_of(*report).failure; }

std::vector<StepResult> apply_steps(const Invocation& call, SequenceContext& context,
                                    const std::vector<PlannedStep>& planned,
                                    const engine::RunOptions& options, std::size_t jobs) {
  engine::Sequence::Steps steps;
  for (const PlannedStep& one : planned) steps.push_back(one.step);
  const RunOne apply = [&](std::size_t at,
                           engine::ProgressSink& progress) -> base::Result<RunReport> {
    const engine::Plan& plan = *planned[at].plan;
    const bool is_old = call.clock().now_ms() - plan.created_ms > plan_fresh_ms;
    // Of each run its own: they are told one thing at a time.
    WHIMBREL_ASSIGN(const auto hooks, open_run_hooks(call));
    return engine::run_up(environment_of(call, context, progress, *hooks),
                          context.migration_of(*planned[at].step), plan, is_old, options);
  };
  return StepRunner(call, context, std::move(steps), apply).run(jobs);
}

std::vector<StepResult> take_back_steps(const Invocation& call, SequenceContext& context,
                                        const engine::Sequence::Steps& steps,
                                        const engine::RunOptions& options) {
  const RunOne take_back = [&](std::size_t at,
                               engine::ProgressSink& progress) -> base::Result<RunReport> {
    WHIMBREL_ASSIGN(const auto hooks, open_run_hooks(call));
    return engine::run_down(environment_of(call, context, progress, *hooks),
                            context.migration_of(*steps[at]), options);
  };
  return StepRunner(call, context, steps, take_back).run(1);
}

}  // namespace whimbrel::cli
