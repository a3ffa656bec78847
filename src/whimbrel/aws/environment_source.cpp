#include "whimbrel/aws/environment_source.hpp"

namespace whimbrel::aws {

std::string EnvironmentSource::place() const {
  return "the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
}

base::Result<std::optional<Credentials>> EnvironmentSource::load() {
  auto id = surroundings_.variable("AWS_ACCESS_KEY_ID");
  auto secret = surroundings_.variable("AWS_SECRET_ACCESS_KEY");
  if (!id && !secret) return std::nullopt;
  if (!id || !secret)
    return base::fail(base::ErrorKind::usage,
                      std::string(id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID") +
                          " is not set, but its counterpart is",
                      "set both, or neither");
  Credentials found;
  found.access_key_id = *std::move(id);
  found.secret_access_key = base::Secret::take(*std::move(secret));
  if (auto token = surroundings_.variable("AWS_SESSION_TOKEN"))
    found.session_token = base::Secret::take(*std::move(token));
  found.origin = "the environment";
  return found;
}

}  // namespace whimbrel::aws
