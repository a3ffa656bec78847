#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/chaos/oracle_items.hpp"
#include "whimbrel/stores/memory/memory_store.hpp"
#include "whimbrel/stores/testing/crash_disk.hpp"
#include "whimbrel/stores/testing/fault_injecting_store.hpp"

namespace whimbrel::chaos {

// What outlives a process: the store's content, and the power to end a process at any of its write
// boundaries. One process at a time, between open() and close().
class World {
 public:
  virtual ~World() = default;

  virtual bool transactions() const = 0;
  virtual base::Result<stores::Store*> open() = 0;
  // The process ends; what it still does in ending is part of it.
  virtual void close() = 0;

  // `late`: as much as can of what is done at the boundary still happens.
  virtual void kill_at(std::uint64_t boundary, bool late) = 0;
  virtual bool killed() const = 0;
  virtual std::uint64_t boundaries_passed() const = 0;
  // The next process; nothing planned any more.
  virtual void restart() = 0;
};

// SQLite, really, on a disk in memory.
class SqliteWorld final : public World {
 public:
  explicit SqliteWorld(const stores::testing::DiskImage& image = {}) : disk_(image) {}

  stores::testing::CrashDisk& disk() { return disk_; }

  bool transactions() const override { return true; }
  base::Result<stores::Store*> open() override;
  void close() override { store_.reset(); }
  void kill_at(std::uint64_t boundary, bool late) override;
  bool killed() const override { return disk_.killed(); }
  std::uint64_t boundaries_passed() const override { return disk_.boundaries_passed(); }
  void restart() override { disk_.restart(); }

 private:
  stores::testing::CrashDisk disk_;
  std::unique_ptr<stores::Store> store_;
};

// A store in memory, with transactions or, like DynamoDB, without.
class MemoryWorld final : public World {
 public:
  explicit MemoryWorld(bool transactions);

  stores::testing::FaultInjector& injector() { return injector_; }

  bool transactions() const override { return store_.capabilities().transactions; }
  base::Result<stores::Store*> open() override { return &faulty_; }
  void close() override {}
  void kill_at(std::uint64_t boundary, bool late) override;
  bool killed() const override { return injector_.killed(); }
  std::uint64_t boundaries_passed() const override { return injector_.boundaries_passed(); }
  void restart() override { injector_.restart(); }

 private:
  stores::memory::MemoryStore store_;
  stores::testing::FaultInjector injector_;
  stores::testing::FaultInjectingStore faulty_{store_, injector_};
};

enum class StoreKind : std::uint8_t { sqlite, memory, memory_without_transactions };

std::string_view to_string(StoreKind kind);
// As GoogleTest shows a parameter.
void PrintTo(StoreKind kind, std::ostream* out);
std::unique_ptr<World> make_world(StoreKind kind);

// Puts the seed there, as its users did.
base::Status fill(stores::Store& store, const std::vector<SeedItem>& seed);

}  // namespace whimbrel::chaos
