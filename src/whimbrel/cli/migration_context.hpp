#pragma once

#include <memory>
#include <string>

#include "whimbrel/base/result.hpp"
#include "whimbrel/cli/invocation.hpp"
#include "whimbrel/cli/migration_catalogue.hpp"
#include "whimbrel/cli/target_access.hpp"
#include "whimbrel/cli/terminal/progress_bar.hpp"
#include "whimbrel/engine/migration.hpp"
#include "whimbrel/engine/run_options.hpp"
#include "whimbrel/hooks/run_hooks.hpp"

namespace whimbrel::cli {

// What a verb about one migration works with: the migration, the opened target, and a progress bar.
class MigrationContext {
 public:
  // Errors of MigrationCatalogue::find and of TargetAccess::open. `name` is an id, the beginning of
  // one, or a recipe's file.
  static base::Result<std::unique_ptr<MigrationContext>> open(const Invocation& call,
                                                              const std::string& name,
                                                              TargetUse use);

  const engine::Migration& migration() const noexcept { return *migration_; }
  const MigrationCatalogue& catalogue() const noexcept { return catalogue_; }
  TargetAccess& target() const noexcept { return *target_; }
  ProgressBar& progress() noexcept { return progress_; }

  // Valid as long as this lives.
  engine::RunEnvironment environment();
  // The same with a scratch store on which writing is rehearsed, to estimate its time.
  base::Result<engine::RunEnvironment> planning_environment();

  // "whimbrel resume 004_… --target sqlite:wallet.db": to copy.
  std::string command(std::string_view verb) const;

  // `error` of a run, telling how to go on where it can be gone on; `call` learns whether the run
  // had begun to write.
  base::Error explained(Invocation& call, base::Error error) const;

 private:
  MigrationContext(const Invocation& call, MigrationCatalogue catalogue, const std::string& name,
                   const engine::Migration& migration, std::unique_ptr<TargetAccess> target);

  const Invocation& call_;
  MigrationCatalogue catalogue_;
  // As commands name it: its id, or the recipe's file that was told.
  std::string name_;
  const engine::Migration* migration_;
  std::unique_ptr<TargetAccess> target_;
  std::unique_ptr<ScratchStore> rehearsal_;
  ProgressBar progress_;
  std::unique_ptr<hooks::RunHooks> hooks_;
};

}  // namespace whimbrel::cli
