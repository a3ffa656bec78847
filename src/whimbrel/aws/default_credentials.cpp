#include "whimbrel/aws/default_credentials.hpp"

#include <vector>

#include "whimbrel/aws/container_source.hpp"
#include "whimbrel/aws/environment_source.hpp"
#include "whimbrel/aws/instance_source.hpp"
#include "whimbrel/aws/profile_settings.hpp"
#include "whimbrel/aws/profile_source.hpp"
#include "whimbrel/aws/refreshing_credentials.hpp"
#include "whimbrel/aws/web_identity_source.hpp"

namespace whimbrel::aws {

std::unique_ptr<CredentialsProvider> default_credentials(const Surroundings& surroundings,
                                                         const std::string& profile,
                                                         const std::string& region) {
  std::string sts_region = region;
  // A config file that cannot be read is the profile's to report.
  if (sts_region.empty()) sts_region = find_region(surroundings, profile).value_or("");
  auto of_profile = std::make_unique<ProfileSource>(
      surroundings, choose_profile(surroundings, profile), sts_region);
  std::vector<std::unique_ptr<CredentialsSource>> sources;
  if (!profile.empty()) sources.push_back(std::move(of_profile));
  sources.push_back(std::make_unique<EnvironmentSource>(surroundings));
  sources.push_back(std::make_unique<WebIdentitySource>(surroundings, sts_region));
  if (profile.empty()) sources.push_back(std::move(of_profile));
  sources.push_back(std::make_unique<ContainerSource>(surroundings));
  sources.push_back(std::make_unique<InstanceSource>(surroundings));
  return std::make_unique<RefreshingCredentials>(std::move(sources), surroundings.clock);
}

}  // namespace whimbrel::aws
