#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/chaos/race_users.hpp"

namespace whimbrel::chaos {

// A store of a kind with things in it: "memory", "memory_without_transactions", "sqlite".
class RaceWorld {
 public:
  static base::Result<std::unique_ptr<RaceWorld>> make(const std::string& kind, int items_count);
  ~RaceWorld();

  stores::Store& store() { return *store_; }
  // Each item by its number; read by a session of its own.
  std::map<int, Json> items();

 private:
  RaceWorld() = default;

  std::filesystem::path folder_;
  std::unique_ptr<stores::Store> store_;
};

}  // namespace whimbrel::chaos
