#include "whimbrel/aws/web_identity_source.hpp"

#include <fmt/format.h>

namespace whimbrel::aws {
namespace {

constexpr std::size_t web_token_bytes_max = std::size_t{64} << 10;

}  // namespace

std::string default_session_name(const Surroundings& surroundings) {
  return fmt::format("whimbrel-{}", surroundings.clock.now_ms());
}

base::Result<Credentials> credentials_for_token_file(const Surroundings& surroundings,
                                                     const std::string& region,
                                                     const std::string& token_path,
                                                     RoleRequest request) {
  WHIMBREL_ASSIGN(std::string text,
                  base::read_file(surroundings.files, token_path, web_token_bytes_max));
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  const base::Secret token = base::Secret::take(std::move(text));
  if (request.session_name.empty()) request.session_name = default_session_name(surroundings);
  return StsClient(surroundings, region).assume_role_with_web_identity(request, token.reveal());
}

std::string WebIdentitySource::place() const {
  return "the variables AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";
}

base::Result<std::optional<Credentials>> WebIdentitySource::load() {
  const auto path = surroundings_.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!path) return std::nullopt;
  RoleRequest request;
  request.role_arn = surroundings_.variable("AWS_ROLE_ARN").value_or("");
  if (request.role_arn.empty())
    return base::fail(base::ErrorKind::usage,
                      "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not",
                      "set both, or neither");
  request.session_name = surroundings_.variable("AWS_ROLE_SESSION_NAME").value_or("");
  WHIMBREL_ASSIGN(Credentials found,
                  credentials_for_token_file(surroundings_, region_, *path, std::move(request)));
  return found;
}

}  // namespace whimbrel::aws
