#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "whimbrel/aws/credentials_provider.hpp"
#include "whimbrel/aws/credentials_source.hpp"

namespace whimbrel::aws {

// Asks one place after the other, and then that place alone, again before what it gave runs out:
// five minutes ahead; while that fails, what there is serves to its end. Thread-safe: one thread
// asks while the others wait.
class RefreshingCredentials final : public CredentialsProvider {
 public:
  RefreshingCredentials(std::vector<std::unique_ptr<CredentialsSource>> sources,
                        const base::Clock& clock);

  base::Result<CredentialsPtr> current() override;
  void renew(const CredentialsPtr& rejected) override;

 private:
  base::Result<Credentials> load();
  bool holds_until(base::UnixMillis time_ms) const;

  std::mutex mutex_;  // of all below
  std::vector<std::unique_ptr<CredentialsSource>> sources_;
  const base::Clock& clock_;
  CredentialsSource* chosen_ = nullptr;
  CredentialsPtr credentials_;
  base::UnixMillis next_try_ms_ = 0;  // after a refresh that failed
};

}  // namespace whimbrel::aws
