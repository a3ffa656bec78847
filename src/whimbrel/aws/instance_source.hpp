#pragma once

#include "whimbrel/aws/credentials_source.hpp"
#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::net {
class HttpClient;
}

namespace whimbrel::aws {

// The role of an EC2 machine, from its metadata service with a session token (IMDSv2; version 1,
// which any request forged inside the machine can read, is not spoken). Heeds
// AWS_EC2_METADATA_DISABLED, AWS_EC2_METADATA_SERVICE_ENDPOINT and its …_ENDPOINT_MODE. Nothing
// that answers means that this is no such machine.
class InstanceSource final : public CredentialsSource {
 public:
  explicit InstanceSource(const Surroundings& surroundings) : surroundings_(surroundings) {}

  std::string place() const override;
  base::Result<std::optional<Credentials>> load() override;

 private:
  std::string endpoint() const;
  base::Result<std::optional<Credentials>> load_role(net::HttpClient& client,
                                                     const std::string& token) const;

  const Surroundings& surroundings_;
};

}  // namespace whimbrel::aws
