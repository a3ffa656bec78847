#pragma once

#include "whimbrel/aws/credentials_source.hpp"
#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::aws {

// What a container is given by ECS (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI) or EKS's Pod Identity
// (AWS_CONTAINER_CREDENTIALS_FULL_URI), with AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, read anew each
// time, or AWS_CONTAINER_AUTHORIZATION_TOKEN. refused for a URL that leads anywhere but to this
// machine, ECS or EKS, unless it is an https one.
class ContainerSource final : public CredentialsSource {
 public:
  explicit ContainerSource(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string place() const override;
  base::Result<std::optional<Credentials>> load() override;

 private:
  // nullopt when the environment names none.
  base::Result<std::optional<std::string>> url() const;
  base::Result<std::string> authorization() const;

  const Surroundings& surroundings_;
};

}  // namespace whimbrel::aws
