#include "whimbrel/hooks/run_hooks.hpp"

#include <fmt/format.h>

#include "whimbrel/base/run_program.hpp"
#include "whimbrel/hooks/event_facts.hpp"

namespace whimbrel::hooks {

namespace {

// Whatever kept a hook from saying yes, the run is refused by it.
tl::unexpected<base::Error> as_refusal(const base::Error& error) {
  if (error.kind() == base::ErrorKind::cancelled) return tl::unexpected(error);
  return base::fail(base::ErrorKind::refused, error.describe(), error.remedy());
}

}  // namespace

RunHooks::RunHooks(HookSettings settings, base::FileSystem& files, const base::Clock& clock,
                   const base::Cancellation& cancellation)
    : folder_path_(std::move(settings.folder)),
      timeout_ms_(settings.timeout_ms),
      secret_variables_(std::move(settings.secret_variables)),
      files_(files),
      clock_(clock),
      cancellation_(cancellation),
      sender_(std::move(settings.webhooks), clock, std::move(settings.limits)) {
  secret_variables_.emplace_back(base::passphrase_variable);
}

base::Status RunHooks::on_event(engine::RunEvent event, const engine::RunFacts& facts) {
  base::Status ran = run_programs(event, facts);
  if (!ran && asks_for_leave(event)) return as_refusal(ran.error());
  sender_.send(event, facts);
  base::Status sent = ends_run(event) ? sender_.flush() : base::Status();
  return ran ? sent : ran;
}

base::Status RunHooks::run_programs(engine::RunEvent event, const engine::RunFacts& facts) {
  if (!folder_) {
    WHIMBREL_ASSIGN(folder_, HookFolder::load(files_, folder_path_));
  }
  base::Status first_failure;
  for (const std::string& program : folder_->programs(event)) {
    base::Status ran = run_one(program, event, facts);
    if (!ran && asks_for_leave(event)) return ran;
    if (!ran && first_failure) first_failure = std::move(ran);
  }
  return first_failure;
}

base::Status RunHooks::run_one(const std::string& program, engine::RunEvent event,
                               const engine::RunFacts& facts) {
  base::ProgramSpec spec;
  spec.arguments = {program};
  spec.environment = facts_to_environment(event, facts);
  spec.withheld = secret_variables_;
  base::ProgramLimits limits;
  limits.timeout_ms = timeout_ms_;
  const std::string line = facts_to_json(event, facts, clock_.now_ms(), new_delivery_id()) + "\n";
  // Whoever waits for word of a run's end gets it, also when the end was asked for.
  const auto result =
      base::run_program(spec, line, limits, asks_for_leave(event) ? cancellation_ : never_);
  if (!result) return base::fail_in(fmt::format("hook {}", program), result.error());
  if (result->status.success()) return {};
  const std::string tail = base::quoted_tail(result->error);
  return base::fail(base::ErrorKind::refused,
                    fmt::format("the hook {} {}{}{}", program, to_text(result->status),
                                tail.empty() ? "" : ": ", tail),
                    asks_for_leave(event) ? "do what it asks for, or take the hook away"
                                          : "mend the hook; the run itself is not touched by it");
}

}  // namespace whimbrel::hooks
