#pragma once

#include <string>
#include <vector>

#include "whimbrel/aws/credentials_source.hpp"
#include "whimbrel/aws/profile_settings.hpp"
#include "whimbrel/aws/surroundings.hpp"

namespace whimbrel::aws {

// A profile of the shared config and credentials files: keys; role_arn with source_profile (itself
// any of these), credential_source or web_identity_token_file; with external_id,
// role_session_name and duration_seconds. not_found when a profile that is wanted is missing; usage
// when one is incomplete or leads back to itself; unsupported for one that needs a person
// (mfa_serial, sso_…) or a program (credential_process).
class ProfileSource final : public CredentialsSource {
 public:
  // `region`: whose STS is asked, unless the profile says its own; may be empty.
  ProfileSource(const Surroundings& surroundings, ProfileChoice choice, std::string region)
      : surroundings_(surroundings), choice_(std::move(choice)), region_(std::move(region)) {}

  std::string place() const override;
  base::Result<std::optional<Credentials>> load() override;

 private:
  using Found = base::Result<std::optional<Credentials>>;

  // `path`: the profiles that led here.
  Found resolve(const Profiles& profiles, const std::string& name, std::vector<std::string> path);
  Found assume_role(const Profiles& profiles, const std::string& name, const Profile& profile,
                    const std::vector<std::string>& path);
  Found source_of_role(const Profiles& profiles, const std::string& name, const Profile& profile,
                       const std::vector<std::string>& path);

  const Surroundings& surroundings_;
  ProfileChoice choice_;
  std::string region_;
};

}  // namespace whimbrel::aws
