#include "whimbrel/stores/testing/crash_disk.hpp"

#include <mutex>

#include "whimbrel/stores/testing/crash_disk_state.hpp"
#include "whimbrel/stores/testing/crash_vfs.hpp"

namespace whimbrel::stores::testing {

struct CrashDisk::Implementation {
  explicit Implementation(const DiskImage& image) : state(image), vfs(state) {}
  std::lock_guard<std::recursive_mutex> lock() const {
    return std::lock_guard<std::recursive_mutex>(state.mutex());
  }

  CrashDiskState state;
  CrashVfs vfs;
};

CrashDisk::CrashDisk(const DiskImage& image)
    : implementation_(std::make_unique<Implementation>(image)) {}

CrashDisk::~CrashDisk() = default;

const std::string& CrashDisk::vfs_name() const noexcept { return implementation_->vfs.name(); }

void CrashDisk::kill_at_boundary(std::uint64_t boundary, KillPoint point) {
  const auto lock = implementation_->lock();
  implementation_->state.kill = CrashDiskState::Kill{boundary, point};
}

void CrashDisk::fail_call(std::uint64_t call, IoFault fault) {
  const auto lock = implementation_->lock();
  implementation_->state.failure = CrashDiskState::Failure{call, fault};
}

void CrashDisk::set_ignore_sync(bool ignore) {
  const auto lock = implementation_->lock();
  implementation_->state.ignores_sync = ignore;
}

void CrashDisk::on_boundary(std::function<void(std::uint64_t)> observer) {
  const auto lock = implementation_->lock();
  implementation_->state.observer = std::move(observer);
}

std::uint64_t CrashDisk::boundaries_passed() const {
  const auto lock = implementation_->lock();
  return implementation_->state.boundaries;
}

std::uint64_t CrashDisk::calls_made() const {
  const auto lock = implementation_->lock();
  return implementation_->state.calls;
}

bool CrashDisk::killed() const {
  const auto lock = implementation_->lock();
  return implementation_->state.killed;
}

std::string CrashDisk::failed_call() const {
  const auto lock = implementation_->lock();
  return implementation_->state.failed_call;
}

DiskImage CrashDisk::as_it_is() const {
  const auto lock = implementation_->lock();
  return implementation_->state.as_it_is();
}

DiskImage CrashDisk::after_power_loss(std::uint64_t seed) const {
  const auto lock = implementation_->lock();
  return implementation_->state.after_power_loss(seed);
}

void CrashDisk::restart() {
  const auto lock = implementation_->lock();
  implementation_->state.restart();
}

void CrashDisk::lose_power(std::uint64_t seed) {
  const auto lock = implementation_->lock();
  implementation_->state.lose_power(seed);
}

}  // namespace whimbrel::stores::testing
