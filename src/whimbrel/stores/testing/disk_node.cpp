#include "whimbrel/stores/testing/disk_node.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace whimbrel::stores::testing {

int FileLocks::lock(const void* owner, int level, int& held) {
  if (level <= held) return SQLITE_OK;
  const auto taken_by_other = [owner](const void* holder) {
    return holder != nullptr && holder != owner;
  };
  if (taken_by_other(exclusive_) || taken_by_other(pending_)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    ++shared_;
    held = level;
    return SQLITE_OK;
  }
  if (taken_by_other(reserved_)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_RESERVED) {
    reserved_ = owner;
    held = level;
    return SQLITE_OK;
  }
  pending_ = owner;
  held = SQLITE_LOCK_PENDING;
  if (shared_ > 1) return SQLITE_BUSY;
  exclusive_ = owner;
  held = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

void FileLocks::unlock(int level, int& held) {
  if (level >= held) return;
  if (held > SQLITE_LOCK_SHARED) {
    if (held >= SQLITE_LOCK_PENDING) pending_ = exclusive_ = nullptr;
    reserved_ = nullptr;
  }
  if (level == SQLITE_LOCK_NONE) --shared_;
  held = level;
}

void SharedMemory::detach(const void* owner) {
  for (Slot& slot : slots_) {
    std::erase(slot.shared, owner);
    if (slot.exclusive == owner) slot.exclusive = nullptr;
  }
  if (--attached_ == 0) regions_.clear();
}

volatile void* SharedMemory::map(std::size_t index, std::size_t bytes, bool extend) {
  if (index >= regions_.size() && !extend) return nullptr;
  while (regions_.size() <= index) regions_.push_back(std::make_unique<char[]>(bytes));
  return regions_[index].get();
}

int SharedMemory::lock(const void* owner, int first, int count, int flags) {
  const auto begin = slots_.begin() + first;
  const auto end = begin + count;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    std::for_each(begin, end, [owner](Slot& slot) {
      std::erase(slot.shared, owner);
      if (slot.exclusive == owner) slot.exclusive = nullptr;
    });
    return SQLITE_OK;
  }
  const bool exclusively = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  const auto is_in_the_way = [&](const Slot& slot) {
    if (slot.exclusive != nullptr) return slot.exclusive != owner;
    return exclusively && std::any_of(slot.shared.begin(), slot.shared.end(),
                                      [owner](const void* holder) { return holder != owner; });
  };
  if (std::any_of(begin, end, is_in_the_way)) return SQLITE_BUSY;
  std::for_each(begin, end, [&](Slot& slot) {
    if (exclusively)
      slot.exclusive = owner;
    else if (std::find(slot.shared.begin(), slot.shared.end(), owner) == slot.shared.end())
      slot.shared.push_back(owner);
  });
  return SQLITE_OK;
}

}  // namespace whimbrel::stores::testing
