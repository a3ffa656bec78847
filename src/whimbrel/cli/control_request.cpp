#include "whimbrel/cli/control_request.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/actor.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/engine/ledger/lease.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/ledger/process_identity.hpp"

namespace whimbrel::cli {
namespace {

using engine::ControlRequest;

base::Error nothing_runs(const MigrationContext& context, ControlRequest request,
                         const std::optional<engine::RunRecord>& run) {
  std::string remedy = fmt::format("`{}` shows where it stands", context.command("status"));
  if (run && request == ControlRequest::abort)
    remedy = fmt::format("`{} --confirm` takes the newest run back", context.command("down"));
  return {base::ErrorKind::refused,
          fmt::format("{} is not running{}", context.migration().info().id,
                      run ? fmt::format(": its newest run is {}", to_string(run->status)) : ""),
          std::move(remedy)};
}

}  // namespace

base::Result<Outcome> ask_running_run(const Invocation& call, const std::string& migration_id,
                                      ControlRequest request) {
  WHIMBREL_ASSIGN(const auto context, MigrationContext::open(call, migration_id, TargetUse::write));
  WHIMBREL_ASSIGN(const auto session, context->target().store().open_session());
  const base::UnixMillis now_ms = call.clock().now_ms();
  const std::string& id = context->migration().info().id;
  WHIMBREL_ASSIGN(const auto run, engine::Ledger(*session).latest_run(id));
  WHIMBREL_ASSIGN(const auto holder, engine::lease_holder(*session, id, now_ms));
  if (!run || !holder) return tl::unexpected(nothing_runs(*context, request, run));

  WHIMBREL_TRY(engine::request_control(*session, run->run_id, request, actor_of(call.environment()),
                                       now_ms));
  const std::string runner(engine::short_description(holder->owner));
  call.print(
      fmt::format("{}Asked {} to {}: it will at its next batch border.\n"
                  "Next: `{}` shows when it has.\n",
                  call.dry_run() ? "Dry run, nothing is filed. " : "", runner, to_string(request),
                  context->command("status")));
  const Json json{{"run_id", run->run_id},
                  {"request", to_string(request)},
                  {"runner", runner},
                  {"dry_run", call.dry_run()}};
  return Outcome{json_text(json)};
}

}  // namespace whimbrel::cli
