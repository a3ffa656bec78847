#include "whimbrel/aws/refreshing_credentials.hpp"

namespace whimbrel::aws {
namespace {

constexpr std::int64_t refresh_ahead_ms = 5 * 60'000;
// What runs out sooner is not used for a request any more.
constexpr std::int64_t usable_ahead_ms = 15'000;
constexpr std::int64_t failed_pause_ms = 30'000;

tl::unexpected<base::Error> no_credentials(
    const std::vector<std::unique_ptr<CredentialsSource>>& sources) {
  std::string looked_at;
  for (const auto& source : sources) {
    if (!looked_at.empty()) looked_at += "; ";
    looked_at += source->place();
  }
  return base::fail(base::ErrorKind::permission,
                    "there are no AWS credentials. Looked at: " + looked_at,
                    "set one of them up, for example with `aws configure`");
}

}  // namespace

RefreshingCredentials::RefreshingCredentials(
    std::vector<std::unique_ptr<CredentialsSource>> sources, const base::Clock& clock)
    : sources_(std::move(sources)), clock_(clock) {}

bool RefreshingCredentials::holds_until(base::UnixMillis time_ms) const {
  return credentials_ != nullptr &&
         (!credentials_->expires_at_ms || *credentials_->expires_at_ms > time_ms);
}

base::Result<CredentialsPtr> RefreshingCredentials::current() {
  const std::lock_guard lock(mutex_);
  const base::UnixMillis now_ms = clock_.now_ms();
  if (holds_until(now_ms + refresh_ahead_ms)) return credentials_;
  const bool is_usable = holds_until(now_ms + usable_ahead_ms);
  if (is_usable && now_ms < next_try_ms_) return credentials_;
  auto loaded = load();
  if (loaded) {
    credentials_ = std::make_shared<const Credentials>(*std::move(loaded));
    // What is given for less than five minutes is not asked for again with every request.
    next_try_ms_ = now_ms + failed_pause_ms;
    return credentials_;
  }
  if (!is_usable) return tl::unexpected(std::move(loaded).error());
  next_try_ms_ = now_ms + failed_pause_ms;
  return credentials_;
}

void RefreshingCredentials::renew(const CredentialsPtr& rejected) {
  const std::lock_guard lock(mutex_);
  if (credentials_ == rejected) credentials_ = nullptr;
}

base::Result<Credentials> RefreshingCredentials::load() {
  if (chosen_ != nullptr) {
    WHIMBREL_ASSIGN(auto found, chosen_->load());
    if (found) return *std::move(found);
    return base::fail(base::ErrorKind::permission,
                      chosen_->place() + " gave AWS credentials before, and has none any more",
                      "check what was changed there");
  }
  for (const auto& source : sources_) {
    WHIMBREL_ASSIGN(auto found, source->load());
    if (!found) continue;
    chosen_ = source.get();
    return *std::move(found);
  }
  return no_credentials(sources_);
}

}  // namespace whimbrel::aws
