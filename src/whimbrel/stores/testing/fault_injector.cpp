#include "whimbrel/stores/testing/fault_injector.hpp"

#include <fmt/format.h>

namespace whimbrel::stores::testing {
namespace {

constexpr const char* killed_message = "killed by the fault injector";

base::Error killed_error() { return {base::ErrorKind::io, killed_message, "resume"}; }

}  // namespace

bool is_kill(const base::Error& error) {
  return error.message().find(killed_message) != std::string::npos;
}

void FaultInjector::kill_at(std::uint64_t boundary, FaultPoint point) {
  const std::lock_guard lock(mutex_);
  fault_ = Fault{boundary, point, true, base::ErrorKind::io};
}

void FaultInjector::fail_at(std::uint64_t boundary, FaultPoint point, base::ErrorKind kind) {
  const std::lock_guard lock(mutex_);
  fault_ = Fault{boundary, point, false, kind};
}

void FaultInjector::restart() {
  const std::lock_guard lock(mutex_);
  fault_.reset();
  passed_ = 0;
  killed_ = false;
}

std::uint64_t FaultInjector::boundaries_passed() const {
  const std::lock_guard lock(mutex_);
  return passed_;
}

bool FaultInjector::killed() const {
  const std::lock_guard lock(mutex_);
  return killed_;
}

FaultInjector::Decision FaultInjector::pass_boundary() {
  const std::lock_guard lock(mutex_);
  if (killed_) return {false, killed_error(), true};
  ++passed_;
  if (!fault_ || fault_->boundary != passed_) return {};
  killed_ = fault_->kills;
  const bool performs = fault_->point == FaultPoint::after_effect;
  if (fault_->kills) return {performs, killed_error(), true};
  return {performs,
          base::Error(fault_->kind,
                      fmt::format("failed once, by the fault injector, {} write boundary {}",
                                  performs ? "after" : "before", passed_),
                      "resume"),
          false};
}

base::Status FaultInjector::check_alive() const {
  const std::lock_guard lock(mutex_);
  if (!killed_) return {};
  return tl::unexpected(killed_error());
}

}  // namespace whimbrel::stores::testing
