#include "whimbrel/cli/run_hooks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "whimbrel/base/nearest_names.hpp"
#include "whimbrel/hooks/event_facts.hpp"

namespace whimbrel::cli {
namespace {

base::Result<engine::RunEvent> event_of(const std::string& name, const std::string& source) {
  if (const engine::RunEvent* event = hooks::find_event(name)) return *event;
  const std::vector<std::string> known(hooks::event_names().begin(), hooks::event_names().end());
  const auto near = base::nearest_names(name, known);
  return base::fail(base::ErrorKind::usage, fmt::format("{}: '{}' is no event", source, name),
                    near.empty() ? fmt::format("use {}", fmt::join(known, ", "))
                                 : fmt::format("did you mean {}?", near.front()));
}

base::Result<hooks::Webhook> webhook_of(const ConfigFile::Webhook& told,
                                        const Environment& environment) {
  auto secret = environment.find(told.secret_variable);
  if (!secret)
    return base::fail(
        base::ErrorKind::usage,
        fmt::format("{}: the environment variable {} is not set", told.source,
                    told.secret_variable),
        fmt::format("set {} to the secret that the receiver knows", told.secret_variable));
  hooks::Webhook webhook{told.url, {}, base::Secret::take(std::move(secret->text))};
  for (const std::string& name : told.events) {
    WHIMBREL_ASSIGN(const auto event, event_of(name, told.source));
    webhook.events.push_back(event);
  }
  return webhook;
}

}  // namespace

base::Result<std::unique_ptr<hooks::RunHooks>> open_run_hooks(const Invocation& call) {
  hooks::HookSettings settings;
  settings.folder = call.settings().text_or(SettingId::hooks_dir, settings.folder);
  // A dry run calls nobody, so it needs no secret either.
  if (!call.dry_run())
    for (const ConfigFile::Webhook& told : call.config().webhooks()) {
      WHIMBREL_ASSIGN(auto webhook, webhook_of(told, call.environment()));
      settings.webhooks.push_back(std::move(webhook));
      settings.secret_variables.push_back(told.secret_variable);
    }
  return std::make_unique<hooks::RunHooks>(std::move(settings), call.files(), call.clock(),
                                           call.cancellation());
}

}  // namespace whimbrel::cli
