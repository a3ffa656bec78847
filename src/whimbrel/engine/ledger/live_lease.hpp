#pragma once

#include <string>
#include <string_view>

namespace whimbrel::engine {

// The leases that are held within this process. A lease record that names this process but none of
// these is left over from a run that could not give it back, and may be taken at once. Thread-safe.
class LiveLease {
 public:
  LiveLease();
  ~LiveLease();
  LiveLease(const LiveLease&) = delete;
  LiveLease& operator=(const LiveLease&) = delete;

  // Unlike that of any other lease.
  const std::string& id() const noexcept { return id_; }
  // No longer held. Safe to call twice.
  void end();

  static bool is_held(std::string_view id);

 private:
  std::string id_;
};

}  // namespace whimbrel::engine
