#include "whimbrel/cli/migration_context.hpp"

#include <fmt/format.h>

#include "whimbrel/cli/run_hooks.hpp"

namespace whimbrel::cli {

base::Result<std::unique_ptr<MigrationContext>> MigrationContext::open(const Invocation& call,
                                                                       const std::string& name,
                                                                       TargetUse use) {
  WHIMBREL_ASSIGN(auto catalogue, MigrationCatalogue::load_for(call, name));
  WHIMBREL_ASSIGN(const engine::Migration* migration, catalogue.migration(name));
  WHIMBREL_ASSIGN(auto target, TargetAccess::open(call, use));
  std::unique_ptr<MigrationContext> context(
      new MigrationContext(call, std::move(catalogue), name, *migration, std::move(target)));
  if (use == TargetUse::write) {
    WHIMBREL_ASSIGN(context->hooks_, open_run_hooks(call));
  }
  return context;
}

MigrationContext::MigrationContext(const Invocation& call, MigrationCatalogue catalogue,
                                   const std::string& name, const engine::Migration& migration,
                                   std::unique_ptr<TargetAccess> target)
    : call_(call),
      catalogue_(std::move(catalogue)),
      name_(names_a_recipe_file(name) ? name : migration.info().id),
      migration_(&migration),
      target_(std::move(target)),
      progress_(call.terminal(), call.clock(), migration.info().item_noun) {}

engine::RunEnvironment MigrationContext::environment() {
  return {target_->store(),
          call_.clock(),
          call_.cancellation(),
          progress_,
          rehearsal_ ? &rehearsal_->store() : nullptr,
          hooks_.get()};
}

base::Result<engine::RunEnvironment> MigrationContext::planning_environment() {
  WHIMBREL_ASSIGN(rehearsal_,
                  ScratchStore::create(ScratchStore::Durability::full, target_->store().codec()));
  return environment();
}

std::string MigrationContext::command(std::string_view verb) const {
  return fmt::format("whimbrel {} {}{} --target {}", verb, name_, catalogue_.command_options(),
                     target_->spec().shown());
}

base::Error MigrationContext::explained(Invocation& call, base::Error error) const {
  if (progress_.has_shown("apply") || progress_.has_shown("undo")) call.writing_began();
  if (error.kind() != base::ErrorKind::cancelled) return error;
  base::Error told(error.kind(), error.message(),
                   fmt::format("go on with `{}`, or take it back with `{} --confirm`",
                               command("resume"), command("down")));
  for (const std::string& place : error.context()) told.with_context(place);
  return told;
}

}  // namespace whimbrel::cli
