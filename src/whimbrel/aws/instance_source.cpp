#include "whimbrel/aws/instance_source.hpp"

#include <fmt/format.h>

#include "whimbrel/aws/credentials_json.hpp"
#include "whimbrel/net/http_client.hpp"

namespace whimbrel::aws {
namespace {

using base::ErrorKind;

constexpr const char* metadata_service = "the machine's metadata service";
constexpr const char* roles_path = "latest/meta-data/iam/security-credentials/";

// It is one hop away: what does not answer at once is not there.
net::HttpOptions metadata_options() {
  net::HttpOptions options;
  options.connect_timeout_ms = 1'000;
  options.timeout_ms = 2'000;
  options.body_bytes_max = std::size_t{64} << 10;
  options.tries_max = 2;
  options.backoff_ms = 100;
  options.uses_proxy = false;
  return options;
}

tl::unexpected<base::Error> not_let_in(int status) {
  return base::fail(ErrorKind::permission,
                    fmt::format("{} answered HTTP {}", metadata_service, status),
                    "check the machine's instance profile and metadata options");
}

net::HttpRequest get(std::string url, const std::string& token) {
  net::HttpRequest request;
  request.url = std::move(url);
  request.headers = {{"X-aws-ec2-metadata-token", token}};
  return request;
}

}  // namespace

std::string InstanceSource::place() const { return "the machine's role (EC2)"; }

std::string InstanceSource::endpoint() const {
  if (auto told = surroundings_.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT"))
    return told->ends_with('/') ? *told : *told + "/";
  const auto mode = surroundings_.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  return mode == "IPv6" || mode == "ipv6" ? "http://[fd00:ec2::254]/" : "http://169.254.169.254/";
}

base::Result<std::optional<Credentials>> InstanceSource::load() {
  const auto disabled = surroundings_.variable("AWS_EC2_METADATA_DISABLED");
  if (disabled == "true" || disabled == "TRUE" || disabled == "True") return std::nullopt;
  net::HttpClient client(metadata_options(), surroundings_.clock, surroundings_.cancellation);
  net::HttpRequest request;
  request.method = "PUT";
  request.url = endpoint() + "latest/api/token";
  request.headers = {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}};
  const auto token = client.send(request);
  if (!token && token.error().kind() == ErrorKind::unavailable) return std::nullopt;
  if (!token) return tl::unexpected(token.error());
  if (!token->is_success()) return not_let_in(token->status);
  return load_role(client, token->body);
}

base::Result<std::optional<Credentials>> InstanceSource::load_role(net::HttpClient& client,
                                                                   const std::string& token) const {
  const std::string roles_url = endpoint() + roles_path;
  WHIMBREL_ASSIGN(const net::HttpResponse roles, client.send(get(roles_url, token)));
  if (roles.status == 404) return std::nullopt;
  if (!roles.is_success()) return not_let_in(roles.status);
  const std::string role = roles.body.substr(0, roles.body.find('\n'));
  WHIMBREL_ASSIGN(const net::HttpResponse answer, client.send(get(roles_url + role, token)));
  if (!answer.is_success()) return not_let_in(answer.status);
  WHIMBREL_ASSIGN(Credentials found, read_credentials_json(answer.body, metadata_service));
  return found;
}

}  // namespace whimbrel::aws
