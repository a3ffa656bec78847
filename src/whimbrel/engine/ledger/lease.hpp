#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "whimbrel/base/clock.hpp"
#include "whimbrel/base/result.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

struct LeaseHolder {
  std::string owner;  // user@host, process id
  base::UnixMillis expires_ms = 0;
  std::uint64_t token = 0;
};

// Who holds the lease of `migration_id` now; nullopt when nobody, or when it ran out at `now_ms`.
base::Result<std::optional<LeaseHolder>> lease_holder(stores::Session& session,
                                                      std::string_view migration_id,
                                                      base::UnixMillis now_ms);

// The right to run one migration on one store. Taking it raises the fencing token, so writes of an
// earlier holder fail from that instant, however late its clock. A background thread renews it
// through a session of its own at a third of its time to live; released on destruction (an error
// there is kept for release()). Thread-safe after acquire().
class Lease {
 public:
  // busy with the holder's name and the time left when somebody else's has not run out. Trusts no
  // clock for safety: only for deciding when to take over. `store` and `clock` must outlive it.
  static base::Result<std::unique_ptr<Lease>> acquire(stores::Store& store, const base::Clock& clock,
                                                      std::string_view migration_id,
                                                      std::string owner, std::int64_t ttl_ms);
  ~Lease();

  // What every write of the run must carry.
  const stores::Fence& fence() const noexcept { return fence_; }

  // lease_lost once renewal found another holder, or could not renew before expiry.
  base::Status check() const;

  // Gives it back; the next acquire need not wait. Safe to call once; lease_lost when it was lost.
  base::Status release();

 private:
  Lease(stores::Store& store, const base::Clock& clock, stores::Fence fence, std::string owner,
        std::int64_t ttl_ms);
  void keep();
  base::Status renew(stores::Session& session);

  stores::Store& store_;
  const base::Clock& clock_;
  stores::Fence fence_;
  std::string owner_;
  std::int64_t ttl_ms_;
  std::atomic<bool> lost_{false};
  bool stopping_ = false;
  bool released_ = false;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::thread keeper_;
};

}  // namespace whimbrel::engine
