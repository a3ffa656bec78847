#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace whimbrel::engine {

struct BackupProgress {
  std::string_view phase;  // "backup", "verify", "restore"
  std::string_view collection;
  std::uint64_t items_done = 0;
  std::uint64_t items_total = 0;  // 0 = not known
};

// Told how it goes, a few times a second at most, from one thread at a time. May be empty.
using BackupProgressFunction = std::function<void(const BackupProgress&)>;

}  // namespace whimbrel::engine
