#include "whimbrel/cli/control_request.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/verbs.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo pause_info{
    "pause", "Run a migration", "let a run stop at its next batch border",
    "Asks the run that is going on, in whatever process or machine, to stop between two batches.\n"
    "What is done stays done and recorded; `resume` goes on.",
    "whimbrel pause 004_fix_melted_token_status --target sqlite:wallet.db"};

class PauseVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return pause_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    options.settings({SettingId::target, SettingId::dry_run});
  }

  base::Result<Outcome> run(Invocation& call) override {
    return ask_running_run(call, migration_id_, engine::ControlRequest::pause);
  }

 private:
  std::string migration_id_;
};

}  // namespace

std::unique_ptr<Verb> make_pause_verb() { return std::make_unique<PauseVerb>(); }

}  // namespace whimbrel::cli
