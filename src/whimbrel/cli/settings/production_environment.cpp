#include "whimbrel/cli/settings/production_environment.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace whimbrel::cli {
namespace {

constexpr std::array<std::string_view, 3> of_this_machine{"DYNAMODB_ENDPOINT", "LOCAL_DYNAMO_DB",
                                                          "IS_LOCAL"};
constexpr std::array<std::string_view, 4> credentials{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                                                      "AWS_SESSION_TOKEN", "AWS_PROFILE"};

template <typename Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string production_name(std::string_view name) { return "PROD_" + std::string(name); }

}  // namespace

bool has_production_credentials(const Environment& environment) {
  return std::any_of(credentials.begin(), credentials.end(), [&](std::string_view name) {
    return environment.find(production_name(name)).has_value();
  });
}

Environment production_environment(const Environment& environment) {
  const bool has_own = has_production_credentials(environment);
  return Environment::of([&environment, has_own](const char* name) -> const char* {
    if (const char* own = environment.value_of(production_name(name).c_str());
        own != nullptr && *own != '\0')
      return own;
    if (contains(of_this_machine, name)) return nullptr;
    if (has_own && contains(credentials, name)) return nullptr;
    return environment.value_of(name);
  });
}

}  // namespace whimbrel::cli
