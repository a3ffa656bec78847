#pragma once

#include <cstdint>

#include "tests/chaos/crash_world.hpp"

// How many kills each test makes at least: fewer, and it fails. So the proof cannot shrink unseen
// when boundaries go. Well below what is measured (README.md), for that varies with timing.
namespace whimbrel::chaos::floors {

struct PerStore {
  std::uint64_t sqlite;
  std::uint64_t memory;
  std::uint64_t memory_without_transactions;

  constexpr std::uint64_t total() const { return sqlite + memory + memory_without_transactions; }
};

constexpr std::uint64_t floor_of(const PerStore& floors, StoreKind kind) {
  if (kind == StoreKind::sqlite) return floors.sqlite;
  return kind == StoreKind::memory ? floors.memory : floors.memory_without_transactions;
}

inline constexpr PerStore apply{280, 110, 90};
inline constexpr PerStore apply_in_one_batch{105, 45, 65};
inline constexpr PerStore apply_with_backup{290, 115, 95};
inline constexpr PerStore rollback{150, 75, 60};
inline constexpr PerStore rollback_of_killed_apply{260, 210, 140};
inline constexpr PerStore resume_apply{850, 750, 500};
inline constexpr PerStore resume_rollback{300, 350, 220};
inline constexpr PerStore restore{120, 6, 500};
inline constexpr std::uint64_t backup = 12;

static_assert(apply.total() + apply_in_one_batch.total() + apply_with_backup.total() +
                  rollback.total() + rollback_of_killed_apply.total() + resume_apply.total() +
                  resume_rollback.total() + restore.total() + backup >=
              3'000);

}  // namespace whimbrel::chaos::floors
