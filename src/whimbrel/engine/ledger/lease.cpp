#include "whimbrel/engine/ledger/lease.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "whimbrel/engine/ledger/lease_record.hpp"
#include "whimbrel/engine/ledger/process_identity.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using stores::Space;

constexpr int watch_steps = 20;
constexpr std::int64_t watch_ms_max = 600'000;

base::Status put_lease(stores::Session& session, std::string_view key, const LeaseRecord& lease,
                       std::uint64_t expected_version) {
  const std::string value = to_json(lease);
  stores::RecordWrite write;
  write.space = Space::ledger;
  write.key = key;
  write.value = value;
  write.version = lease.token;
  write.expected_version = expected_version;
  return session.put_record(write, nullptr);
}

base::Result<std::optional<LeaseRecord>> read_lease(stores::Session& session,
                                                    std::string_view key) {
  WHIMBREL_ASSIGN(const auto record, session.get_record(Space::ledger, key));
  if (!record) return std::nullopt;
  WHIMBREL_ASSIGN(auto lease, lease_from(*record));
  return lease;
}

tl::unexpected<base::Error> held_by(const LeaseRecord& lease, base::UnixMillis now_ms) {
  return base::fail(ErrorKind::busy,
                    fmt::format("{} holds it for {} s more", short_description(lease.owner),
                                (lease.expires_ms - now_ms + 999) / 1000),
                    "wait until it ends, or stop it");
}

tl::unexpected<base::Error> lost() {
  return base::fail(ErrorKind::lease_lost, "another runner may have taken this migration over",
                    "nothing of this run is written from here on; look with `whimbrel status`, and "
                    "go on with `whimbrel resume`");
}

// Whether nobody renews a lease whose expiry no clock like ours can have set: its holder's clock
// was far ahead, or ours jumped back. A live holder renews within a third of the time watched.
base::Result<bool> is_forsaken(stores::Session& session, std::string_view key,
                               const LeaseRecord& lease, const base::Clock& clock) {
  if ((lease.expires_ms - clock.now_ms()) / 2 <= lease.ttl_ms) return false;
  const std::int64_t watch_ms = std::clamp<std::int64_t>(lease.ttl_ms, 0, watch_ms_max);
  for (int step = 0; step < watch_steps; ++step) {
    clock.sleep_ms(watch_ms / watch_steps + 1);
    WHIMBREL_ASSIGN(const auto now, read_lease(session, key));
    if (!now || now->token != lease.token || now->expires_ms != lease.expires_ms) return false;
  }
  return true;
}

}  // namespace

base::Result<std::optional<LeaseHolder>> lease_holder(stores::Session& session,
                                                      std::string_view migration_id,
                                                      base::UnixMillis now_ms) {
  WHIMBREL_ASSIGN(const auto lease, read_lease(session, lease_record_key(migration_id)));
  if (!lease || !still_holds(*lease, now_ms)) return std::nullopt;
  return LeaseHolder{std::string(short_description(lease->owner)), lease->expires_ms, lease->token};
}

base::Result<std::unique_ptr<Lease>> Lease::acquire(stores::Store& store, const base::Clock& clock,
                                                    std::string_view migration_id,
                                                    std::string owner, std::int64_t ttl_ms) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  const std::string key = lease_record_key(migration_id);
  WHIMBREL_ASSIGN(const auto earlier, read_lease(*session, key));
  if (earlier && still_holds(*earlier, clock.now_ms())) {
    WHIMBREL_ASSIGN(const bool forsaken, is_forsaken(*session, key, *earlier, clock));
    if (!forsaken) return held_by(*earlier, clock.now_ms());
  }

  const std::uint64_t earlier_token = earlier ? earlier->token : 0;
  std::unique_ptr<Lease> lease(
      new Lease(store, clock, stores::Fence{key, earlier_token + 1}, std::move(owner), ttl_ms));
  const std::int64_t asked_ns = clock.monotonic_ns();
  auto taken = put_lease(*session, key, lease->record(), earlier_token);
  if (!taken && taken.error().kind() == ErrorKind::conflict)
    return base::fail(ErrorKind::busy, "another runner took it this instant",
                      "wait until it ends, or stop it");
  if (!taken) return tl::unexpected(std::move(taken).error());
  lease->start_keeping(asked_ns);
  return lease;
}

Lease::Lease(stores::Store& store, const base::Clock& clock, stores::Fence fence, std::string owner,
             std::int64_t ttl_ms)
    : store_(store),
      clock_(clock),
      fence_(std::move(fence)),
      owner_(std::move(owner)),
      ttl_ms_(ttl_ms) {}

Lease::~Lease() {
  // Not giving it back costs other machines a wait, no more: whoever minds calls release() first.
  if (keeper_.joinable()) static_cast<void>(release());
}

LeaseRecord Lease::record() const {
  return {owner_, live_.id(), clock_.now_ms() + ttl_ms_, ttl_ms_, fence_.token};
}

void Lease::start_keeping(std::int64_t asked_ns) {
  hold_from(asked_ns);
  keeper_ = std::thread([this] { keep(); });
}

void Lease::hold_from(std::int64_t asked_ns) { held_until_ns_ = asked_ns + ttl_ms_ * 1'000'000; }

base::Status Lease::check() const {
  if (lost_ || clock_.monotonic_ns() >= held_until_ns_) return lost();
  return {};
}

base::Status Lease::release() {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stopping_, true)) return {};
  }
  wake_.notify_all();
  keeper_.join();
  base::Status done = lost_ ? lost() : give_back();
  live_.end();
  return done;
}

base::Status Lease::give_back() {
  WHIMBREL_ASSIGN(const auto session, store_.open_session());
  LeaseRecord given_back;
  given_back.token = fence_.token;
  auto written = put_lease(*session, fence_.lease_key, given_back, fence_.token);
  if (!written && written.error().kind() == ErrorKind::conflict) return lost();
  return written;
}

base::Status Lease::renew() {
  WHIMBREL_ASSIGN(const auto session, store_.open_session());
  return put_lease(*session, fence_.lease_key, record(), fence_.token);
}

void Lease::keep() {
  const auto third = std::chrono::milliseconds(std::max<std::int64_t>(ttl_ms_ / 3, 1));
  // After a failure sooner, so that a short trouble does not cost the run.
  const auto twelfth = std::chrono::milliseconds(std::max<std::int64_t>(ttl_ms_ / 12, 1));
  auto pause = third;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, pause, [&] { return stopping_; })) {
    lock.unlock();
    const std::int64_t asked_ns = clock_.monotonic_ns();
    const base::Status renewed = renew();
    if (renewed) hold_from(asked_ns);
    if (!renewed && renewed.error().kind() == ErrorKind::conflict) lost_ = true;
    pause = renewed ? third : twelfth;
    lock.lock();
    if (lost_) return;
  }
}

}  // namespace whimbrel::engine
