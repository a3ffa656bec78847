#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::stores::testing {

// Numbers that look random and are the same for the same seed on every machine.
class SeededNumbers {
 public:
  explicit SeededNumbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // 0 … below - 1.
  std::uint64_t next(std::uint64_t below) { return below == 0 ? 0 : next() % below; }

 private:
  std::uint64_t state_;
};

// One file of a CrashDisk: what a process sees, what is sure to survive a power loss, and what
// happened between the two. Not synchronised.
class DiskFile {
 public:
  DiskFile() = default;
  explicit DiskFile(std::string durable) : visible_(durable), durable_(std::move(durable)) {}

  const std::string& visible() const noexcept { return visible_; }

  void write(std::size_t offset, std::string_view bytes);
  void truncate(std::size_t size);
  // Everything so far survives from now on, except what a failed sync gave up.
  void sync();
  // As Linux does it: the pages count as clean afterwards, so that no later sync writes them
  // either.
  void fail_sync();

  // What a power loss may leave, one of many as `numbers` decide. Of what was not synced, each
  // write is there or not, wholly or sector by sector, whatever was written later; the size is one
  // that the file had since the last sync.
  std::string after_power_loss(SeededNumbers& numbers) const;

 private:
  struct Change {
    bool truncates = false;
    std::size_t offset = 0;  // or the new size
    std::string bytes;
    bool given_up = false;  // by a failed sync
  };

  static void apply(const Change& change, std::string& content);
  static std::vector<Change> without_range(const Change& change, std::size_t begin,
                                           std::size_t end);

  std::string visible_;
  std::string durable_;
  std::vector<Change> unsynced_;
};

}  // namespace whimbrel::stores::testing
