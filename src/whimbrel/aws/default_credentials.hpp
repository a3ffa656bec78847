#pragma once

#include <memory>
#include <string>

#include "whimbrel/aws/credentials_provider.hpp"
#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::aws {

// As AWS's SDKs look: the environment's keys, its web identity, the profile, the container's
// endpoint, the machine's metadata. `profile` and `region` as told by a person, or empty: then
// AWS_PROFILE and AWS_REGION count. A profile that a person told comes before the environment.
// `surroundings` outlive the provider.
std::unique_ptr<CredentialsProvider> default_credentials(const Surroundings& surroundings,
                                                         const std::string& profile = {},
                                                         const std::string& region = {});

}  // namespace whimbrel::aws
