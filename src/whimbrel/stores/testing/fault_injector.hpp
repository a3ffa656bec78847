#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "whimbrel/base/result.hpp"

namespace whimbrel::stores::testing {

// Whether the write that a fault hits still happens.
enum class FaultPoint : std::uint8_t { before_effect, after_effect };

// Counts write boundaries (begin, write, put_record, commit, rollback, changes of collections) in
// the order they arrive, from 1, and decides what happens at a chosen one. Shared by the sessions
// of a FaultInjectingStore; outlives it, so that a test sets faults and counts from outside.
// Thread-safe.
class FaultInjector {
 public:
  // The process dies at this boundary: nothing later has an effect, every later call fails.
  void kill_at(std::uint64_t boundary, FaultPoint point);
  // This boundary fails once with an error of this kind, and everything goes on.
  void fail_at(std::uint64_t boundary, FaultPoint point, base::ErrorKind kind);
  // The next process: no faults, counting starts anew.
  void restart();

  std::uint64_t boundaries_passed() const;
  bool killed() const;

  // What shall happen at the boundary that is passed now.
  struct Decision {
    bool performs = true;
    std::optional<base::Error> failure;
    bool kills = false;
  };
  Decision pass_boundary();

  // The error of every call after the kill.
  base::Status check_alive() const;

 private:
  struct Fault {
    std::uint64_t boundary = 0;
    FaultPoint point = FaultPoint::before_effect;
    bool kills = false;
    base::ErrorKind kind = base::ErrorKind::io;
  };

  mutable std::mutex mutex_;
  std::optional<Fault> fault_;
  std::uint64_t passed_ = 0;
  bool killed_ = false;
};

// Whether an error comes from a kill rather than from the code under test.
bool is_kill(const base::Error& error);

}  // namespace whimbrel::stores::testing
