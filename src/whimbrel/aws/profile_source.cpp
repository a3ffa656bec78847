#include "whimbrel/aws/profile_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "whimbrel/aws/container_source.hpp"
#include "whimbrel/aws/environment_source.hpp"
#include "whimbrel/aws/instance_source.hpp"
#include "whimbrel/aws/web_identity_source.hpp"

namespace whimbrel::aws {
namespace {

using base::ErrorKind;

std::string text_or_empty(const Profile& profile, std::string_view setting) {
  const std::string* const value = profile.find(setting);
  return value == nullptr ? std::string() : *value;
}

tl::unexpected<base::Error> wrong(const std::string& profile, const std::string& what) {
  return base::fail(ErrorKind::usage, fmt::format("profile '{}' {}", profile, what),
                    "correct it in the AWS config file");
}

base::Status check_needs_nobody(const std::string& name, const Profile& profile) {
  static constexpr std::array settings{"mfa_serial", "sso_session", "sso_start_url",
                                       "credential_process"};
  for (const char* setting : settings)
    if (profile.find(setting) != nullptr)
      return base::fail(
          ErrorKind::unsupported,
          fmt::format("profile '{}' uses {}, which whimbrel cannot do", name, setting),
          fmt::format("run: eval \"$(aws configure export-credentials --profile {} --format env)\"",
                      name));
  return {};
}

// The profile's own keys; nullopt when it has none.
base::Result<std::optional<Credentials>> keys_of(const std::string& name, const Profile& profile) {
  const std::string* const id = profile.find("aws_access_key_id");
  const std::string* const secret = profile.find("aws_secret_access_key");
  if (id == nullptr && secret == nullptr) return std::nullopt;
  if (id == nullptr || secret == nullptr)
    return wrong(name, "has only one of aws_access_key_id and aws_secret_access_key");
  Credentials found;
  found.access_key_id = *id;
  found.secret_access_key = base::Secret(*secret);
  if (const std::string* const token = profile.find("aws_session_token"); token != nullptr)
    found.session_token = base::Secret(*token);
  found.origin = fmt::format("profile '{}'", name);
  return found;
}

// The place that credential_source names; nullptr when there is no such name.
std::unique_ptr<CredentialsSource> named_source(const std::string& name,
                                                const Surroundings& surroundings) {
  if (name == "Environment") return std::make_unique<EnvironmentSource>(surroundings);
  if (name == "EcsContainer") return std::make_unique<ContainerSource>(surroundings);
  if (name == "Ec2InstanceMetadata") return std::make_unique<InstanceSource>(surroundings);
  return nullptr;
}

}  // namespace

std::string ProfileSource::place() const {
  return fmt::format("profile '{}' of the shared config and credentials files", choice_.name);
}

base::Result<std::optional<Credentials>> ProfileSource::load() {
  WHIMBREL_ASSIGN(const Profiles profiles, load_profiles(surroundings_));
  if (!choice_.is_wanted && profiles.find(choice_.name) == profiles.end()) return std::nullopt;
  return resolve(profiles, choice_.name, {});
}

ProfileSource::Found ProfileSource::resolve(const Profiles& profiles, const std::string& name,
                                            std::vector<std::string> path) {
  const auto found = profiles.find(name);
  if (found == profiles.end())
    return base::fail(
        ErrorKind::not_found,
        fmt::format("there is no profile '{}' in AWS's config and credentials files", name),
        "check AWS_PROFILE, or add the profile");
  const Profile& profile = found->second;
  if (std::find(path.begin(), path.end(), name) != path.end())
    // A profile may name itself as the source of its role, and then means its own keys.
    return path.back() == name ? keys_of(name, profile)
                               : wrong(name, "leads back to itself by source_profile");
  if (profile.find("role_arn") == nullptr) {
    WHIMBREL_ASSIGN(auto keys, keys_of(name, profile));
    if (!keys) WHIMBREL_TRY(check_needs_nobody(name, profile));
    return keys;
  }
  path.push_back(name);
  return assume_role(profiles, name, profile, path);
}

ProfileSource::Found ProfileSource::assume_role(const Profiles& profiles, const std::string& name,
                                                const Profile& profile,
                                                const std::vector<std::string>& path) {
  WHIMBREL_TRY(check_needs_nobody(name, profile));
  RoleRequest request;
  request.role_arn = text_or_empty(profile, "role_arn");
  request.session_name = text_or_empty(profile, "role_session_name");
  request.external_id = text_or_empty(profile, "external_id");
  request.duration_s = text_or_empty(profile, "duration_seconds");
  const std::string own_region = text_or_empty(profile, "region");
  const std::string& region = region_.empty() ? own_region : region_;
  if (const std::string* const token_path = profile.find("web_identity_token_file")) {
    WHIMBREL_ASSIGN(Credentials found,
                    credentials_for_token_file(surroundings_, region, *token_path, request));
    return found;
  }
  WHIMBREL_ASSIGN(const auto as, source_of_role(profiles, name, profile, path));
  if (!as) return wrong(name, "takes a role from a source that has no credentials");
  if (request.session_name.empty()) request.session_name = default_session_name(surroundings_);
  WHIMBREL_ASSIGN(Credentials found, StsClient(surroundings_, region).assume_role(request, *as));
  return found;
}

ProfileSource::Found ProfileSource::source_of_role(const Profiles& profiles,
                                                   const std::string& name, const Profile& profile,
                                                   const std::vector<std::string>& path) {
  const std::string* const source_profile = profile.find("source_profile");
  const std::string* const source_name = profile.find("credential_source");
  if ((source_profile == nullptr) == (source_name == nullptr))
    return wrong(name, "has a role_arn and needs one of source_profile and credential_source");
  if (source_profile != nullptr) return resolve(profiles, *source_profile, path);
  const auto source = named_source(*source_name, surroundings_);
  if (source == nullptr)
    return wrong(name,
                 "has a credential_source that is none of Environment, EcsContainer and "
                 "Ec2InstanceMetadata");
  return source->load();
}

}  // namespace whimbrel::aws
