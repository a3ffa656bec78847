#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "tests/chaos/crash_process.hpp"

namespace whimbrel::chaos {

inline constexpr int seed_items = 60;

// What GoogleTest calls the tests of a store.
std::string name_of_store(const ::testing::TestParamInfo<StoreKind>& instance);

enum class Stage : std::uint8_t { filled, applied };

// Worlds that stand at a stage, as often as asked. A failure to get there fails the running test
// and gives null.
class StageMaker {
 public:
  StageMaker(StoreKind kind, Stage stage, ProcessOptions options = {});

  std::unique_ptr<World> make() const;

 private:
  std::unique_ptr<World> make_from_the_start() const;

  StoreKind kind_;
  Stage stage_;
  ProcessOptions options_;
  // Of SQLite the way there is gone once.
  stores::testing::DiskImage image_;
};

}  // namespace whimbrel::chaos
