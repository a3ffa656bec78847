#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "whimbrel/engine/testing/run_bench.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::engine::testing {

// Every boundary at which the process may die, for a migration whose work shows in what
// `everything` gives; then resume, and everything must be as after an undisturbed run.
inline void expect_crash_safe(stores::Store& store, const Migration& migration,
                              const std::function<std::string()>& everything) {
  const std::string before = everything();
  std::string after;
  {
    RunBench bench(store, migration);
    ASSERT_TRUE(bench.up());
    after = everything();
    ASSERT_TRUE(bench.down());
    ASSERT_EQ(everything(), before);
  }
  for (std::uint64_t boundary = 1;; ++boundary) {
    stores::testing::FaultInjector injector;
    stores::testing::FaultInjectingStore dying(store, injector);
    injector.kill_at(boundary, stores::testing::FaultPoint::after_effect);
    {
      RunBench victim(dying, migration);
      victim.options.batch_items_max = 25;
      static_cast<void>(victim.up());
    }
    if (!injector.killed()) {
      EXPECT_GT(boundary, 8u);
      break;
    }
    RunBench second(store, migration);
    auto report = second.resume();
    if (!report) report = second.up();
    ASSERT_EQ(everything(), after) << "killed at boundary " << boundary;
    ASSERT_TRUE(second.down());
    ASSERT_EQ(everything(), before) << "killed at boundary " << boundary;
  }
}

}  // namespace whimbrel::engine::testing
