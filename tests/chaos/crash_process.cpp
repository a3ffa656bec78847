#include "tests/chaos/crash_process.hpp"

#include <chrono>
#include <semaphore>
#include <utility>

#include "tests/chaos/crash_write_log.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"

namespace whimbrel::chaos {
namespace {

using engine::testing::RunBench;

// What a process holds while it lives. The store closes with it.
class OpenWorld {
 public:
  explicit OpenWorld(World& world) : world_(world) {}
  ~OpenWorld() { world_.close(); }
  OpenWorld(const OpenWorld&) = delete;
  OpenWorld& operator=(const OpenWorld&) = delete;

  base::Result<stores::Store*> open() { return world_.open(); }

 private:
  World& world_;
};

base::Status reach(RunBench& bench, Goal goal) {
  WHIMBREL_ASSIGN(const Contents contents, read_contents(bench.store()));
  const std::string status = newest_run(contents).status;
  if (goal == Goal::applied) {
    if (status == "completed") return {};
    if (status.empty() || status == "rolled_back") {
      WHIMBREL_TRY(bench.up());
    } else {
      WHIMBREL_TRY(bench.resume());
    }
    return {};
  }
  if (status.empty() || status == "rolled_back") return {};
  if (status == "rolling_back") {
    WHIMBREL_TRY(bench.resume());
  } else {
    WHIMBREL_TRY(bench.down());
  }
  return {};
}

base::Status live(World& world, Goal goal, const ProcessOptions& options, Outcome& outcome) {
  OpenWorld opened(world);
  WHIMBREL_ASSIGN(stores::Store* const store, opened.open());
  int commits = 0;
  bool has_waited = false;
  std::binary_semaphore has_failed{0};
  WriteLog log(*store, [&](bool wrote_items) {
    ++commits;
    if (options.maintenance_failure && wrote_items && !std::exchange(has_waited, true))
      static_cast<void>(has_failed.try_acquire_for(std::chrono::seconds(10)));
    if (!options.maintains || commits % 3 != 0) return;
    const auto maintained = store->maintain();
    if (!maintained && !outcome.maintenance_error) outcome.maintenance_error = maintained.error();
  });
  if (options.maintenance_failure)
    log.set_maintain([&]() -> base::Status {
      has_failed.release();
      return tl::unexpected(*options.maintenance_failure);
    });
  if (options.expose_writes) options.expose_writes([&log] { return log.seen(); });
  RunBench bench(log);
  bench.options.batch_items_max = options.batch_items_max;
  bench.options.parallel_segments = 1;
  bench.options.backup_first = !options.backup_directory.empty();
  bench.options.backup_directory = options.backup_directory;
  base::Status done = reach(bench, goal);
  outcome.writes = log.seen();
  if (options.before_closing) options.before_closing();
  if (options.expose_writes) options.expose_writes([last = outcome.writes] { return last; });
  return done;
}

}  // namespace

Outcome run_process(World& world, Goal goal, const ProcessOptions& options) {
  Outcome outcome;
  const auto start = std::chrono::steady_clock::now();
  if (auto done = live(world, goal, options, outcome); !done)
    outcome.error = std::move(done).error();
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

base::Result<Contents> look(World& world) {
  OpenWorld opened(world);
  WHIMBREL_ASSIGN(stores::Store* const store, opened.open());
  return read_contents(*store);
}

std::string judge_second_apply(World& world) {
  OpenWorld opened(world);
  const auto store = opened.open();
  if (!store) return store.error().describe();
  const auto before = read_items(**store);
  RunBench bench(**store);
  const auto again = bench.up();
  if (again) return "the migration was applied twice";
  if (again.error().kind() != base::ErrorKind::refused) return again.error().describe();
  const auto after = read_items(**store);
  if (!before || !after || *before != *after) return "a refused apply changed items";
  return {};
}

}  // namespace whimbrel::chaos
