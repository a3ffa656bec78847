#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "whimbrel/stores/testing/crash_disk.hpp"
#include "whimbrel/stores/testing/disk_node.hpp"

namespace whimbrel::stores::testing {

using NodePtr = std::shared_ptr<DiskNode>;
using Names = std::map<std::string, NodePtr>;

enum class DiskCall : std::uint8_t { create, write, truncate, sync, remove, read };

// What shall happen to the call that is made now.
struct CallDecision {
  bool performs = true;  // wholly
  bool half = false;     // of a write
  bool fails = false;
  bool out_of_space = false;  // fails as a full disk does
};

// The files, counters and planned faults behind a CrashDisk. Everything with `mutex` held; it is
// recursive, because an observer takes images from within a call.
class CrashDiskState {
 public:
  explicit CrashDiskState(const DiskImage& image);

  std::recursive_mutex& mutex() const noexcept { return mutex_; }

  CallDecision pass(DiskCall call, std::string_view path);

  // Dead: killed, or a handle that was opened before the last restart.
  bool is_dead(std::uint64_t handle_epoch) const noexcept {
    return killed || handle_epoch != epoch;
  }

  NodePtr find(const std::string& path) const;
  NodePtr create(const std::string& path);
  void remove(const std::string& path, bool survives_power_loss);
  // The file was synced: its name survives, too.
  void keep_name(const std::string& path, const NodePtr& node);
  // The folder was synced: all names, and deletions, survive.
  void keep_all_names() { durable_names_ = names_; }

  DiskImage as_it_is() const;
  DiskImage after_power_loss(std::uint64_t seed) const;
  void restart();
  void lose_power(std::uint64_t seed);

  std::uint64_t boundaries = 0;
  std::uint64_t calls = 0;
  std::uint64_t epoch = 0;
  bool killed = false;
  bool ignores_sync = false;
  std::function<void(std::uint64_t)> observer;
  struct Kill {
    std::uint64_t boundary;
    KillPoint point;
  };
  std::optional<Kill> kill;
  struct Failure {
    std::uint64_t call;
    IoFault fault;
  };
  std::optional<Failure> failure;
  std::string failed_call;

 private:
  CallDecision decide_failure(DiskCall call, IoFault fault) const;

  mutable std::recursive_mutex mutex_;
  Names names_;
  Names durable_names_;
};

}  // namespace whimbrel::stores::testing
