#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/file_system.hpp"

namespace whimbrel::base::testing {

// What a chosen call does instead of its work.
enum class Fault : std::uint8_t {
  no_space,     // fails as a full disk does; of a write, half was written
  io_error,     // fails as a broken disk does; of a write, half was written
  short_count,  // a read or write moves half of its bytes (at least one) and succeeds
};

// A disk in memory that can be killed, unplugged and broken at any call, to enumerate what a crash
// can leave behind. Thread-safe; calls are numbered from 1 in the order they arrive.
//
// It keeps apart what a process sees and what would survive a power loss: bytes survive once their
// file was synced, names once their directory was. Directories themselves survive at once.
class FaultFileSystem final : public FileSystem {
 public:
  FaultFileSystem();
  ~FaultFileSystem() override;

  // From boundary `number` on, nothing happens any more and every call fails, until restart(). Each
  // create, write, sync, truncate, rename, remove and directory sync is a boundary; a write is two
  // (the second leaves half of it).
  void kill_at_boundary(std::uint64_t number);
  // Call `number` (reads count as well) does this once.
  void fail_call(std::uint64_t number, Fault fault);
  // sync and sync_directory answer success and do nothing: power loss must then show as damage.
  void set_ignore_sync(bool ignore);

  std::uint64_t boundaries_passed() const;
  std::uint64_t calls_made() const;
  bool killed() const;

  // The next process on the same running machine: open files are gone, what was written is there.
  // Counting starts anew and planned faults are forgotten.
  void restart();
  // The next process after a power loss: of what was not synced, each write and name change
  // survives wholly, not at all, or (writes) in part, as `seed` decides. Otherwise as restart().
  void lose_power(std::uint64_t seed);

  // What stands in a file, without counting as a call; nullopt when there is none.
  std::optional<std::string> content(const std::string& path) const;
  // Puts a durable file there (its directory too), without counting as a call.
  void place(const std::string& path, std::string bytes, std::uint32_t permissions = 0600);
  // All paths of files, in byte order.
  std::vector<std::string> paths() const;

  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode,
                                     std::uint32_t permissions) override;
  Status rename(const std::string& from, const std::string& to, IfExists if_exists) override;
  Status remove(const std::string& path) override;
  Result<FileInfo> stat(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& directory) override;
  Status make_directories(const std::string& directory) override;
  Status sync_directory(const std::string& directory) override;

 private:
  struct Inode;
  struct NameChange;
  class OpenFile;
  using InodePtr = std::shared_ptr<Inode>;
  using Names = std::map<std::string, InodePtr>;
  enum class Access : std::uint8_t { looks, changes, writes };

  // What the call about to happen shall do; an error when it fails.
  struct Decision {
    bool half = false;
    std::optional<Error> error;
  };
  Decision decide(Access access, const std::string& path);
  void begin_process();
  void note_name_change(NameChange change);

  mutable std::mutex mutex_;
  Names names_;
  Names durable_names_;
  std::vector<NameChange> pending_;
  std::set<std::string> directories_;
  std::uint64_t process_ = 0;  // open files of earlier processes are dead
  std::uint64_t boundaries_ = 0;
  std::uint64_t calls_ = 0;
  std::optional<std::uint64_t> kill_at_;
  std::map<std::uint64_t, Fault> faults_;
  bool killed_ = false;
  bool ignore_sync_ = false;
};

}  // namespace whimbrel::base::testing
