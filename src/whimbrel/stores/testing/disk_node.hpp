#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "whimbrel/stores/testing/disk_file.hpp"

namespace whimbrel::stores::testing {

// SQLite's file locks, between the connections of one process. Owners are told apart by address.
class FileLocks {
 public:
  // `level` and the answers are SQLite's: SQLITE_LOCK_SHARED …, SQLITE_OK or SQLITE_BUSY. `held` is
  // the owner's level before and after.
  int lock(const void* owner, int level, int& held);
  void unlock(int level, int& held);
  bool is_reserved() const noexcept { return reserved_ != nullptr; }

 private:
  int shared_ = 0;
  const void* reserved_ = nullptr;
  const void* pending_ = nullptr;
  const void* exclusive_ = nullptr;
};

// What SQLite keeps in the -shm file of a database in WAL mode: here on the heap, because all
// connections are in one process.
class SharedMemory {
 public:
  void attach() { ++attached_; }
  void detach(const void* owner);

  // Region `index` of `bytes`, zeroed when new; null when there is none and `extend` is false.
  volatile void* map(std::size_t index, std::size_t bytes, bool extend);
  // SQLite's flags and answers.
  int lock(const void* owner, int first, int count, int flags);

 private:
  static constexpr std::size_t slots = 8;
  struct Slot {
    std::vector<const void*> shared;
    const void* exclusive = nullptr;
  };

  int attached_ = 0;
  std::vector<std::unique_ptr<char[]>> regions_;
  std::array<Slot, slots> slots_;
};

// A file as long as the machine runs: its content and the locks on it.
struct DiskNode {
  DiskFile file;
  FileLocks locks;
  SharedMemory shared_memory;
};

}  // namespace whimbrel::stores::testing
