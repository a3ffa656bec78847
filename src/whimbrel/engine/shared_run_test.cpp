#include <gtest/gtest.h>

#include <array>
#include <thread>

#include "whimbrel/engine/journal/testing/store_kinds.hpp"
#include "whimbrel/engine/ledger/control.hpp"
#include "whimbrel/engine/ledger/ledger.hpp"
#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::testing::FaultInjectingStore;
using stores::testing::FaultInjector;
using stores::testing::FaultPoint;
using testing::OnEachStore;
using testing::RunBench;

constexpr int things = 200;
constexpr std::uint32_t parts = 4;

// One process of a run, with the clock that all share.
class Worker {
 public:
  explicit Worker(stores::Store& store, std::uint32_t shared_parts = parts) : store_(store) {
    options_.backup_first = false;
    options_.batch_items_max = 10;
    options_.shared_parts = shared_parts;
    options_.lease_ttl_ms = 2'000;
    options_.actor = "tester@here";
  }

  RunEnvironment environment() {
    return {store_, base::system_clock(), cancellation_, silent_progress()};
  }
  base::Result<RunReport> up() {
    WHIMBREL_ASSIGN(const Plan plan, make_plan(environment(), migration_, options_));
    return run_up(environment(), migration_, plan, false, options_);
  }
  base::Result<RunReport> work(const std::string& run_id) {
    return run_work(environment(), migration_, run_id, options_);
  }
  base::Result<RunReport> resume() { return run_resume(environment(), migration_, options_); }
  base::Result<RunReport> down() { return run_down(environment(), migration_, options_); }

 private:
  stores::Store& store_;
  testing::StateMigration migration_;
  RunOptions options_;
  base::Cancellation cancellation_;
};

class SharedRun : public OnEachStore {
 protected:
  SharedRun() {
    EXPECT_TRUE(testing::fill_things(store(), things));
    before_ = content();
  }

  std::string content() { return testing::dump(store(), "things"); }
  // What a run by one process alone makes of it; `stamp` holds the run's time, which differs.
  static std::string without_stamps(std::string text) {
    for (std::size_t at = text.find("\"stamp\""); at != std::string::npos;
         at = text.find("\"stamp\"", at))
      text.erase(at, text.find('}', at) - at);
    return text;
  }
  std::optional<RunRecord> newest_run() {
    auto run = Ledger(session()).latest_run("900_renew_state");
    return run ? *run : std::nullopt;
  }
  std::string undisturbed() {
    Worker alone(store(), 1);
    EXPECT_TRUE(alone.up());
    const std::string after = without_stamps(content());
    EXPECT_TRUE(alone.down());
    return after;
  }

  std::string before_;
};

TEST_P(SharedRun, by_one_process_does_what_an_unshared_one_does) {
  const std::string after = undisturbed();
  Worker worker(store());
  const auto report = worker.up();
  ASSERT_TRUE(report) << report.error().describe();
  EXPECT_EQ(report->run.status, RunStatus::completed);
  EXPECT_EQ(report->run.segments, parts);
  EXPECT_EQ(report->run.counters.scanned, static_cast<std::uint64_t>(things));
  EXPECT_EQ(without_stamps(content()), after);
  ASSERT_TRUE(worker.down());
  EXPECT_EQ(content(), before_);
}

TEST_P(SharedRun, a_down_counts_what_it_leaves_in_every_part) {
  Worker worker(store());
  ASSERT_TRUE(worker.up());
  const std::string after = content();
  std::uint64_t edited = 0;
  for (int i = 0; i < things; ++i) {
    const std::size_t line = after.find(testing::item_key(i) + "\t");
    if (line == std::string::npos) continue;
    if (after.substr(line, after.find('\n', line) - line).find("\"new\"") == std::string::npos)
      continue;
    ASSERT_TRUE(testing::overwrite_item(store(), i, testing::item_text(i, "edited")));
    ++edited;
  }
  EXPECT_GT(edited, static_cast<std::uint64_t>(things / 4));
  const auto down = worker.down();
  ASSERT_TRUE(down) << down.error().describe();
  EXPECT_EQ(down->quarantined_total, edited);
}

TEST_P(SharedRun, by_several_processes_does_the_same) {
  const std::string after = undisturbed();
  Worker coordinator(store());
  std::array<std::thread, 3> others;
  std::array<std::optional<RunStatus>, 3> ends;
  const auto first = newest_run();
  for (std::size_t i = 0; i < others.size(); ++i)
    others[i] = std::thread([&, i] {
      const auto session = store().open_session().value();
      Ledger ledger(*session);
      while (true) {
        const auto run = ledger.latest_run("900_renew_state").value();
        if (run && (!first || run->run_id != first->run_id)) {
          const auto told = Worker(store()).work(run->run_id);
          if (told) ends[i] = told->run.status;
          return;
        }
        std::this_thread::yield();
      }
    });
  const auto report = coordinator.up();
  for (std::thread& thread : others) thread.join();
  ASSERT_TRUE(report) << report.error().describe();
  for (const auto& end : ends) EXPECT_EQ(end, RunStatus::completed);
  EXPECT_EQ(report->run.counters.scanned, static_cast<std::uint64_t>(things));
  EXPECT_EQ(without_stamps(content()), after);
  ASSERT_TRUE(coordinator.down());
  EXPECT_EQ(content(), before_);
}

// Whoever coordinates dies at each write in turn; somebody who only works finishes the run.
TEST_P(SharedRun, ends_right_without_its_coordinator) {
  const std::string after = undisturbed();
  for (std::uint64_t boundary = 1;; boundary += 3) {
    FaultInjector injector;
    FaultInjectingStore dying(store(), injector);
    injector.kill_at(boundary, FaultPoint::after_effect);
    const auto earlier = newest_run();
    static_cast<void>(Worker(dying).up());
    if (!injector.killed()) {
      EXPECT_GT(boundary, 20u);
      break;
    }
    const auto run = newest_run();
    Worker second(store());
    const bool began = run && (!earlier || run->run_id != earlier->run_id);
    const auto report = began ? second.work(run->run_id) : second.up();
    ASSERT_TRUE(report) << "killed at boundary " << boundary << ": " << report.error().describe();
    EXPECT_EQ(report->run.status, RunStatus::completed);
    ASSERT_EQ(without_stamps(content()), after) << "killed at boundary " << boundary;
    ASSERT_TRUE(second.down());
    ASSERT_EQ(content(), before_) << "killed at boundary " << boundary;
  }
}

TEST_P(SharedRun, stopped_in_the_middle_is_taken_back_whole) {
  FaultInjector injector;
  FaultInjectingStore dying(store(), injector);
  injector.kill_at(40, FaultPoint::after_effect);
  static_cast<void>(Worker(dying).up());
  ASSERT_TRUE(injector.killed());
  const auto down = Worker(store()).down();
  ASSERT_TRUE(down) << down.error().describe();
  EXPECT_EQ(content(), before_);
}

TEST_P(SharedRun, is_not_joined_when_it_is_not_shared_or_unknown) {
  Worker alone(store(), 1);
  const auto report = alone.up();
  ASSERT_TRUE(report);
  const auto joined = Worker(store()).work(report->run.run_id);
  ASSERT_FALSE(joined);
  EXPECT_EQ(joined.error().kind(), ErrorKind::refused);
  const auto unknown = Worker(store()).work("900_renew_state-20250127-024000-7f3a");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().kind(), ErrorKind::not_found);
}

TEST_P(SharedRun, that_has_ended_tells_its_report) {
  const auto report = Worker(store()).up();
  ASSERT_TRUE(report);
  const auto joined = Worker(store()).work(report->run.run_id);
  ASSERT_TRUE(joined) << joined.error().describe();
  EXPECT_EQ(joined->run.status, RunStatus::completed);
}

INSTANTIATE_TEST_SUITE_P(Store, SharedRun, testing::each_store(), testing::store_name);

}  // namespace
}  // namespace whimbrel::engine
