#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "whimbrel/base/file_system.hpp"
#include "whimbrel/hooks/hook_folder.hpp"
#include "whimbrel/hooks/webhook_sender.hpp"

namespace whimbrel::hooks {

struct HookSettings {
  // Where the programs are; need not be there.
  std::string folder = "hooks";
  // For each program.
  std::int64_t timeout_ms = 60'000;
  // Variables that programs must not see: those of the webhooks' secrets.
  std::vector<std::string> secret_variables;
  std::vector<Webhook> webhooks;
  WebhookLimits limits = {};
};

// Tells programs in a folder and web services what happens to a run, as docs/operating/hooks.md
// says. Programs run one after the other, with the facts in their environment and as one JSON line
// on their standard input; what they print is not shown. Of a before-… event, the first program
// that fails refuses the run. Webhooks are sent beside the run, and waited for at its end only.
//
// One thread at a time; the folder is read at the first event.
class RunHooks final : public engine::RunEvents {
 public:
  // All but `settings` must outlive it.
  RunHooks(HookSettings settings, base::FileSystem& files, const base::Clock& clock,
           const base::Cancellation& cancellation);

  base::Status on_event(engine::RunEvent event, const engine::RunFacts& facts) override;

 private:
  base::Status run_programs(engine::RunEvent event, const engine::RunFacts& facts);
  base::Status run_one(const std::string& program, engine::RunEvent event,
                       const engine::RunFacts& facts);

  std::string folder_path_;
  std::int64_t timeout_ms_;
  std::vector<std::string> secret_variables_;
  base::FileSystem& files_;
  const base::Clock& clock_;
  const base::Cancellation& cancellation_;
  const base::Cancellation never_;
  std::optional<HookFolder> folder_;
  WebhookSender sender_;
};

}  // namespace whimbrel::hooks
