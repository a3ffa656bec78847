#pragma once

#include "whimbrel/aws/credentials_provider.hpp"

namespace whimbrel::aws {

// Always the same ones: keys given outright, and servers for tests, which check none.
class FixedCredentials final : public CredentialsProvider {
 public:
  explicit FixedCredentials(Credentials credentials)
      : credentials_(std::make_shared<const Credentials>(std::move(credentials))) {}

  base::Result<CredentialsPtr> current() override { return credentials_; }
  void renew(const CredentialsPtr&) override {}

 private:
  CredentialsPtr credentials_;
};

}  // namespace whimbrel::aws
