#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "whimbrel/engine/migration_run.hpp"
#include "whimbrel/engine/testing/state_migration.hpp"

namespace whimbrel::engine::testing {

// Calls a function at each progress of one phase: where tests step in as users or operators do.
class ProgressHook final : public ProgressSink {
 public:
  std::string phase = "apply";
  std::function<void(const Progress&)> act;

  void on_progress(const Progress& progress) override {
    if (act && progress.phase == phase) act(progress);
  }
  void on_message(std::string_view) override {}
};

// One store with a migration and everything a run needs, with the verbs as one-liners.
class RunBench {
 public:
  explicit RunBench(stores::Store& store) : RunBench(store, state_migration()) {}
  // `migrating` must outlive it.
  RunBench(stores::Store& store, const Migration& migrating) : migration(migrating), store_(store) {
    options.backup_first = false;
    options.batch_items_max = 7;
    options.actor = "tester@here";
  }

  RunEnvironment environment() { return {store_, clock, cancellation, hook}; }
  base::Result<Plan> plan() { return make_plan(environment(), migration, options); }
  base::Result<RunReport> up() {
    WHIMBREL_ASSIGN(const Plan made, plan());
    return run_up(environment(), migration, made, false, options);
  }
  base::Result<RunReport> resume() { return run_resume(environment(), migration, options); }
  base::Result<RunReport> down() { return run_down(environment(), migration, options); }
  base::Result<RunReport> verify() { return run_verify(environment(), migration, options); }
  std::string things() { return dump(store_, "things"); }
  stores::Store& store() { return store_; }

  const Migration& migration;
  RunOptions options;
  base::ManualClock clock;
  base::Cancellation cancellation;
  ProgressHook hook;

 private:
  static const Migration& state_migration() {
    static const StateMigration migration;
    return migration;
  }

  stores::Store& store_;
};

}  // namespace whimbrel::engine::testing
