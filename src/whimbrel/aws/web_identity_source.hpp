#pragma once

#include <string>

#include "whimbrel/aws/credentials_source.hpp"
#include "whimbrel/aws/sts_client.hpp"
#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::aws {

// A role for a token that somebody else vouches for, read anew from its file each time, as
// Kubernetes replaces it. permission, not_found when the file cannot be read; errors of STS.
base::Result<Credentials> credentials_for_token_file(const Surroundings& surroundings,
                                                     const std::string& region,
                                                     const std::string& token_path,
                                                     RoleRequest request);

// "whimbrel-1737945600000": tells who took the role in its owner's audit trail.
std::string default_session_name(const Surroundings& surroundings);

// AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN and, for the audit trail, AWS_ROLE_SESSION_NAME:
// what EKS gives the pods of a service account. usage when only one of the first two is set.
class WebIdentitySource final : public CredentialsSource {
 public:
  // `region`: whose STS is asked; may be empty.
  WebIdentitySource(const Surroundings& surroundings, std::string region)
      : surroundings_(surroundings), region_(std::move(region)) {}

  std::string place() const override;
  base::Result<std::optional<Credentials>> load() override;

 private:
  const Surroundings& surroundings_;
  std::string region_;
};

}  // namespace whimbrel::aws
