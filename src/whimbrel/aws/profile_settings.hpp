#pragma once

#include <string>

#include "whimbrel/aws/profile_file.hpp"
#include "whimbrel/aws/surroundings.hpp"
#include "whimbrel/base/result.hpp"

namespace whimbrel::aws {

// A profile's name and whether somebody asked for it, so that it has to exist.
struct ProfileChoice {
  std::string name = "default";
  bool is_wanted = false;
};

// `told`, else AWS_PROFILE, else AWS_DEFAULT_PROFILE, else "default".
ProfileChoice choose_profile(const Surroundings& surroundings, const std::string& told);

// The profiles of AWS_CONFIG_FILE (~/.aws/config) and AWS_SHARED_CREDENTIALS_FILE
// (~/.aws/credentials), the latter's settings above the former's. A file that does not exist has
// none; permission when one may not be read.
base::Result<Profiles> load_profiles(const Surroundings& surroundings);

// AWS_REGION, else AWS_DEFAULT_REGION, else the profile's; empty when none says. `profile` as in
// choose_profile.
base::Result<std::string> find_region(const Surroundings& surroundings,
                                      const std::string& profile = {});

}  // namespace whimbrel::aws
