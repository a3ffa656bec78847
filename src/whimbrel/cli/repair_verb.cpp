#include <fmt/format.h>

#include "whimbrel/cli/go_ahead.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/json_text.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/migration_context.hpp"
#include "whimbrel/cli/run_settings.hpp"
#include "whimbrel/cli/verbs.hpp"
#include "whimbrel/engine/baseline.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"

namespace whimbrel::cli {
namespace {

using engine::ChecksumRepair;

constexpr VerbInfo repair_info{
    "repair", "Several migrations", "accept a file that was changed after it was applied",
    "Makes the newest run's checksum in the ledger that of the migration as it is now, and notes\n"
    "both in the audit chain. No item is read or changed: for a difference that does not matter, "
    "such\nas other words. What the run changed stays as it is. Needs --confirm, and a yes.",
    "whimbrel repair 005_split_name --target sqlite:wallet.db --confirm"};

class RepairVerb final : public Verb {
 public:
  const VerbInfo& info() const override { return repair_info; }

  void declare(OptionSet& options) override {
    declare_migration(options, migration_id_);
    go_ahead_.declare(options);
    using Id = SettingId;
    options.settings({Id::target, Id::dry_run, Id::lease_seconds});
  }

  base::Result<Outcome> run(Invocation& call) override {
    const bool may_write = go_ahead_.confirmed || call.dry_run();
    WHIMBREL_ASSIGN(const auto context,
                    MigrationContext::open(call, migration_id_,
                                           may_write ? TargetUse::write : TargetUse::read));
    WHIMBREL_ASSIGN(const ChecksumRepair planned, planned_repair(*context));
    call.print(fmt::format("{}\n  run       {}\n  recorded  {}\n  now       {}\n",
                           call.style().bold("Repairing " + context->migration().info().id),
                           planned.run_id, planned.recorded, planned.repaired));
    if (auto leave = go_ahead_.ask(call, "Record the checksum of now?"); !leave)
      return Outcome{json_of(call, planned), 0, std::move(leave).error()};
    WHIMBREL_ASSIGN(const auto options, run_options_of(call));
    WHIMBREL_ASSIGN(const ChecksumRepair repair,
                    engine::repair_checksum(context->environment(), context->migration(), options));
    call.print(fmt::format("{}Repaired; the audit chain holds both.\n",
                           call.dry_run() ? "Dry run: " : ""));
    return Outcome{json_of(call, repair)};
  }

 private:
  // What the engine will say again: here for those who are asked.
  static base::Result<ChecksumRepair> planned_repair(const MigrationContext& context) {
    WHIMBREL_ASSIGN(const auto session, context.target().store().open_session());
    const std::string& id = context.migration().info().id;
    WHIMBREL_ASSIGN(const auto run, engine::Ledger(*session).latest_run(id));
    if (!run)
      return base::fail(base::ErrorKind::refused, fmt::format("{} never ran here", id),
                        "there is nothing to repair: change its file as you like");
    return ChecksumRepair{run->run_id, run->migration_checksum, context.migration().checksum()};
  }

  static std::string json_of(const Invocation& call, const ChecksumRepair& repair) {
    return json_text(Json{{"dry_run", call.dry_run()},
                          {"run_id", repair.run_id},
                          {"recorded", repair.recorded},
                          {"repaired", repair.repaired}});
  }

  std::string migration_id_;
  GoAhead go_ahead_;
};

}  // namespace

std::unique_ptr<Verb> make_repair_verb() { return std::make_unique<RepairVerb>(); }

}  // namespace whimbrel::cli
