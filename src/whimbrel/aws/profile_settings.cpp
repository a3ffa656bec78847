#include "whimbrel/aws/profile_settings.hpp"

#include "whimbrel/base/secret.hpp"

namespace whimbrel::aws {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{1} << 20;

// The path that the variable names, or the one in the home folder; empty without a home.
std::string settings_path(const Surroundings& surroundings, const char* variable,
                          const char* in_home) {
  const auto told = surroundings.variable(variable);
  if (told && !told->starts_with("~/")) return *told;
  const auto home = surroundings.variable("HOME");
  return home ? *home + (told ? told->substr(1) : std::string(in_home)) : std::string();
}

base::Status load_file(const Surroundings& surroundings, const std::string& path,
                       ProfileFileKind kind, Profiles& profiles) {
  if (path.empty()) return {};
  auto text = base::read_file(surroundings.files, path, file_bytes_max);
  if (!text && text.error().kind() == base::ErrorKind::not_found) return {};
  if (!text) return tl::unexpected(std::move(text).error());
  read_profile_file(*text, kind, profiles);
  base::wipe_memory(text->data(), text->size());
  return {};
}

}  // namespace

ProfileChoice choose_profile(const Surroundings& surroundings, const std::string& told) {
  if (!told.empty()) return {told, true};
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
    if (auto name = surroundings.variable(variable)) return {*std::move(name), true};
  return {};
}

base::Result<Profiles> load_profiles(const Surroundings& surroundings) {
  Profiles profiles;
  WHIMBREL_TRY(load_file(surroundings,
                         settings_path(surroundings, "AWS_CONFIG_FILE", "/.aws/config"),
                         ProfileFileKind::config, profiles));
  WHIMBREL_TRY(load_file(
      surroundings, settings_path(surroundings, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials"),
      ProfileFileKind::credentials, profiles));
  return profiles;
}

base::Result<std::string> find_region(const Surroundings& surroundings,
                                      const std::string& profile) {
  for (const char* variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
    if (auto region = surroundings.variable(variable)) return *std::move(region);
  WHIMBREL_ASSIGN(const Profiles profiles, load_profiles(surroundings));
  const auto found = profiles.find(choose_profile(surroundings, profile).name);
  const std::string* region = found == profiles.end() ? nullptr : found->second.find("region");
  return region == nullptr ? std::string() : *region;
}

}  // namespace whimbrel::aws
