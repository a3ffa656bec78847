#pragma once

#include <string>
#include <string_view>

#include "whimbrel/aws/credentials.hpp"
#include "whimbrel/aws/surroundings.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::aws {

// A role to take on.
struct RoleRequest {
  std::string role_arn;
  std::string session_name;  // what the role's owner sees in the audit trail
  std::string external_id;   // empty: none
  std::string duration_s;    // empty: the role's own, mostly an hour
};

// Exchanges credentials for those of a role, at AWS_ENDPOINT_URL_STS, else AWS_ENDPOINT_URL, else
// the region's own, else the global one. Errors: permission with STS's reason, unavailable,
// invalid_data. Not synchronised.
class StsClient {
 public:
  // `region` may be empty.
  StsClient(const Surroundings& surroundings, std::string region);

  base::Result<Credentials> assume_role(const RoleRequest& request, const Credentials& as) const;
  base::Result<Credentials> assume_role_with_web_identity(const RoleRequest& request,
                                                          std::string_view token) const;

 private:
  base::Result<Credentials> ask(std::string form, const Credentials* as,
                                const std::string& role_arn) const;

  const Surroundings& surroundings_;
  std::string region_;
  std::string endpoint_;
};

}  // namespace whimbrel::aws
