#include "whimbrel/cli/control_request.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/verbs.hpp"

namespace whimbrel::cli {
namespace {

constexpr VerbInfo abort_info{
    "abort", "Run a migration", "let a run stop and take itself back",
    "Asks the run that is going on, in whatever process or machine, to stop between two batches "
    "and\n"
    "to roll back what it did. For a run that is not going on any more, use `down`.",
    "whimbrel abort 004_fix_melted_token_status --target sqlite:wallet.db"};

class AbortVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return abort_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    options.settings({SettingId::target, SettingId::dry_run});
  }

  base::Result<Outcome> run(Invocation& call) override {
    return ask_running_run(call, migration_id_, engine::ControlRequest::abort);
  }

 private:
  std::string migration_id_;
};

}  // namespace

std::unique_ptr<Verb> make_abort_verb() { return std::make_unique<AbortVerb>(); }

}  // namespace whimbrel::cli
