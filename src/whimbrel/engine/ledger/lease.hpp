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
#include "whimbrel/engine/ledger/live_lease.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::engine {

struct LeaseRecord;

struct LeaseHolder {
  std::string owner;  // for people: "ana@build-7 pid 4711"
  base::UnixMillis expires_ms = 0;
  std::uint64_t token = 0;
};

// Who holds the lease of `migration_id` now; nullopt when nobody, when it ran out at `now_ms`, or
// when the holder is a process of this machine that is gone.
base::Result<std::optional<LeaseHolder>> lease_holder(stores::Session& session,
                                                      std::string_view migration_id,
                                                      base::UnixMillis now_ms);

// The right to run one migration on one store. Taking it raises the fencing token, so writes of an
// earlier holder fail from that instant, however late its clock. A background thread renews it
// through sessions of its own at a third of its time to live; given back on destruction if it was
// not before. Thread-safe after acquire().
class Lease {
 public:
  // busy with the holder's name and the time left when somebody else's has not run out. A holder
  // that `owner` (describe_this_process()) shows to be gone from this machine is not waited for.
  // When the expiry lies further ahead than any clock like ours can have set, it is watched for one
  // time to live and taken if nobody renews it. Trusts no clock for safety: only for deciding when
  // to take over. `store` and `clock` must outlive it.
  static base::Result<std::unique_ptr<Lease>> acquire(stores::Store& store,
                                                      const base::Clock& clock,
                                                      std::string_view migration_id,
                                                      std::string owner, std::int64_t ttl_ms);
  ~Lease();

  // What every write of the run must carry.
  const stores::Fence& fence() const noexcept { return fence_; }

  // lease_lost once renewal found another holder, or while it could not renew before expiry. Cheap;
  // never waits.
  base::Status check() const;

  // Gives it back; the next acquire need not wait. lease_lost when it was lost. From the second
  // call on it does nothing.
  base::Status release();

 private:
  Lease(stores::Store& store, const base::Clock& clock, stores::Fence fence, std::string owner,
        std::int64_t ttl_ms);
  LeaseRecord record() const;
  void start_keeping(std::int64_t asked_ns);
  // Ours for one time to live from the moment before the store was asked, by the clock that never
  // jumps.
  void hold_from(std::int64_t asked_ns);
  base::Status renew();
  base::Status give_back();
  void keep();

  stores::Store& store_;
  const base::Clock& clock_;
  const stores::Fence fence_;
  const std::string owner_;
  const std::int64_t ttl_ms_;
  LiveLease live_;
  std::atomic<bool> lost_{false};
  std::atomic<std::int64_t> held_until_ns_{0};
  bool stopping_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::thread keeper_;
};

}  // namespace whimbrel::engine
