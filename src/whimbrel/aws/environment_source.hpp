#pragma once

#include "whimbrel/aws/credentials_source.hpp"
#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::aws {

// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN. usage when
// one of the first two is missing.
class EnvironmentSource final : public CredentialsSource {
 public:
  explicit EnvironmentSource(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string place() const override;
  base::Result<std::optional<Credentials>> load() override;

 private:
  const Surroundings& surroundings_;
};

}  // namespace whimbrel::aws
