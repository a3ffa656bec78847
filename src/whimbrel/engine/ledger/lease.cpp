#include "whimbrel/engine/ledger/lease.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "whimbrel/engine/ledger/process_identity.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using Json = nlohmann::ordered_json;
using stores::Space;

std::string lease_key(std::string_view migration_id) {
  return "lease/" + std::string(migration_id);
}

std::string lease_text(const std::string& owner, base::UnixMillis expires_ms) {
  const Json json = {{"owner", owner}, {"expires_ms", expires_ms}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

base::Result<LeaseHolder> holder_from(const stores::Record& record) {
  try {
    const Json json = Json::parse(record.value);
    return LeaseHolder{json.at("owner"), json.at("expires_ms"), record.version};
  } catch (const Json::exception& exception) {
    return base::fail(ErrorKind::corrupt,
                      "ledger record " + record.key + " cannot be read: " + exception.what(),
                      "restore the ledger's tables from a copy of the database");
  }
}

bool still_holds(const LeaseHolder& holder, base::UnixMillis now_ms) {
  return !holder.owner.empty() && holder.expires_ms > now_ms && !is_known_dead(holder.owner);
}

// The record of a lease: never erased, so that tokens only rise.
base::Status put_lease(stores::Session& session, const std::string& key, std::string_view value,
                       std::uint64_t version, std::uint64_t expected_version) {
  stores::RecordWrite write;
  write.space = Space::ledger;
  write.key = key;
  write.value = value;
  write.version = version;
  write.expected_version = expected_version;
  return session.put_record(write, nullptr);
}

tl::unexpected<base::Error> lost() {
  return base::fail(ErrorKind::lease_lost, "another runner took this migration over",
                    "nothing of this run was written since; look with `whimbrel status`");
}

}  // namespace

base::Result<std::optional<LeaseHolder>> lease_holder(stores::Session& session,
                                                      std::string_view migration_id,
                                                      base::UnixMillis now_ms) {
  WHIMBREL_ASSIGN(const auto record,
                  session.get_record(Space::ledger, lease_key(migration_id)));
  if (!record) return std::nullopt;
  WHIMBREL_ASSIGN(auto holder, holder_from(*record));
  if (!still_holds(holder, now_ms)) return std::nullopt;
  return holder;
}

Lease::Lease(stores::Store& store, const base::Clock& clock, stores::Fence fence, std::string owner,
             std::int64_t ttl_ms)
    : store_(store),
      clock_(clock),
      fence_(std::move(fence)),
      owner_(std::move(owner)),
      ttl_ms_(ttl_ms),
      keeper_([this] { keep(); }) {}

base::Result<std::unique_ptr<Lease>> Lease::acquire(stores::Store& store, const base::Clock& clock,
                                                    std::string_view migration_id,
                                                    std::string owner, std::int64_t ttl_ms) {
  WHIMBREL_ASSIGN(const auto session, store.open_session());
  const std::string key = lease_key(migration_id);
  WHIMBREL_ASSIGN(const auto record, session->get_record(Space::ledger, key));
  const base::UnixMillis now_ms = clock.now_ms();
  std::uint64_t token = 0;
  if (record) {
    WHIMBREL_ASSIGN(const auto holder, holder_from(*record));
    token = holder.token;
    if (still_holds(holder, now_ms)) {
      return base::fail(ErrorKind::busy,
                        fmt::format("{} holds it for {} s more", holder.owner,
                                    (holder.expires_ms - now_ms + 999) / 1000),
                        "wait until it ends");
    }
  }
  auto taken = put_lease(*session, key, lease_text(owner, now_ms + ttl_ms), token + 1, token);
  if (!taken && taken.error().kind() == ErrorKind::conflict)
    return base::fail(ErrorKind::busy, "another runner took it this instant", "wait until it ends");
  if (!taken) return tl::unexpected(std::move(taken).error());
  return std::unique_ptr<Lease>(
      new Lease(store, clock, stores::Fence{key, token + 1}, std::move(owner), ttl_ms));
}

Lease::~Lease() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (keeper_.joinable()) keeper_.join();
  // Not giving it back only costs the next runner a wait: whoever minds calls release() first.
  if (!released_ && !lost_) static_cast<void>(release());
}

base::Status Lease::check() const {
  if (lost_) return lost();
  return {};
}

base::Status Lease::release() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (std::exchange(released_, true)) return {};
  }
  wake_.notify_all();
  if (keeper_.joinable()) keeper_.join();
  if (lost_) return lost();
  WHIMBREL_ASSIGN(const auto session, store_.open_session());
  auto given_back =
      put_lease(*session, fence_.lease_key, lease_text("", 0), fence_.token, fence_.token);
  if (!given_back && given_back.error().kind() == ErrorKind::conflict) return lost();
  return given_back;
}

base::Status Lease::renew(stores::Session& session) {
  return put_lease(session, fence_.lease_key, lease_text(owner_, clock_.now_ms() + ttl_ms_),
                   fence_.token, fence_.token);
}

void Lease::keep() {
  const auto interval = std::chrono::milliseconds(std::max<std::int64_t>(ttl_ms_ / 3, 1));
  const std::int64_t ttl_ns = ttl_ms_ * 1'000'000;
  std::int64_t renewed_ns = clock_.monotonic_ns();
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval, [&] { return stopping_; })) {
    lock.unlock();
    base::Status renewed;
    if (auto session = store_.open_session())
      renewed = renew(**session);
    else
      renewed = tl::unexpected(std::move(session).error());
    const std::int64_t now_ns = clock_.monotonic_ns();
    if (renewed)
      renewed_ns = now_ns;
    else if (renewed.error().kind() == ErrorKind::conflict || now_ns - renewed_ns > ttl_ns)
      lost_ = true;
    lock.lock();
    if (lost_) return;
  }
}

}  // namespace whimbrel::engine
