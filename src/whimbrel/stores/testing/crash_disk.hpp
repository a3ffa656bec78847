#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace whimbrel::stores::testing {

// All files of a disk, by path.
using DiskImage = std::map<std::string, std::string>;

// What a chosen call does instead of its work.
enum class IoFault : std::uint8_t {
  no_space,  // fails as on a full disk; of a write, half was written
  io_error,  // fails as on a broken disk; of a write, half was written; a sync gives its pages up
  // A write stops half way as on a full disk. Not for reads: SQLite's own layer below reads on
  // after a short count, and tells one only at the end of a file.
  short_count,
};

// How much of the call at the boundary still happens when the process is killed there.
enum class KillPoint : std::uint8_t {
  before,  // nothing
  within,  // half of a write; other calls: nothing
};

// A disk in memory for SQLite, to enumerate what a crash can leave behind: an SQLite VFS under a
// name of its own, WAL mode included, that can be killed, unplugged and broken at any call. A
// process kill leaves what was written; a power loss only what was synced is sure to survive, and
// of the rest any part. A new file's name survives once the file was synced, a deletion once its
// folder was.
//
// Every create, write, truncate, sync and delete is a boundary; every read is a call besides. Both
// are counted from 1 in the order they arrive. Thread-safe. Every connection on it must be closed
// before it is destroyed.
class CrashDisk {
 public:
  explicit CrashDisk(const DiskImage& image = {});
  ~CrashDisk();
  CrashDisk(const CrashDisk&) = delete;
  CrashDisk& operator=(const CrashDisk&) = delete;

  // For SqliteOptions::vfs or sqlite3_open_v2.
  const std::string& vfs_name() const noexcept;

  // From this boundary on nothing happens any more and every call fails, until restart().
  void kill_at_boundary(std::uint64_t boundary, KillPoint point = KillPoint::before);
  // This call does this once. A call that cannot fail so is left alone.
  void fail_call(std::uint64_t call, IoFault fault);
  // Syncs answer success and do nothing: power loss must then show as damage.
  void set_ignore_sync(bool ignore);
  // Called before every boundary, with its number, from within the call: to take images. It may
  // call only the const members below.
  void on_boundary(std::function<void(std::uint64_t)> observer);

  std::uint64_t boundaries_passed() const;
  std::uint64_t calls_made() const;
  bool killed() const;
  // What the planned fault hit, as "sync /store.db-wal"; empty when it hit nothing. The calls are
  // create, write, truncate, sync, remove and read.
  std::string failed_call() const;

  // What the next process finds when this one ends now.
  DiskImage as_it_is() const;
  // What may be there when power is lost now: the same for the same history and seed.
  DiskImage after_power_loss(std::uint64_t seed) const;

  // The next process: open files of the last one are dead, locks and shared memory gone, planned
  // faults forgotten, counting starts anew.
  void restart();
  // The next process after a power loss.
  void lose_power(std::uint64_t seed);

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace whimbrel::stores::testing
