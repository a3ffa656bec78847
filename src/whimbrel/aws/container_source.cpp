#include "whimbrel/aws/container_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "whimbrel/aws/credentials_json.hpp"
#include "whimbrel/net/http_client.hpp"

namespace whimbrel::aws {
namespace {

using base::ErrorKind;

constexpr const char* container_endpoint = "the container's credentials endpoint";
constexpr std::size_t token_bytes_max = std::size_t{64} << 10;

// The host of an http: URL, with the brackets of an IPv6 address.
std::string_view host_of(std::string_view url) {
  url.remove_prefix(std::string_view("http://").size());
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool is_loopback_address(std::string_view host) {
  return host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// Keys that go over an unencrypted line may only go where nobody else can listen.
bool is_allowed(std::string_view url) {
  if (url.starts_with("https://")) return true;
  if (!url.starts_with("http://")) return false;
  static constexpr std::array<std::string_view, 5> hosts{"localhost", "[::1]", "169.254.170.2",
                                                         "169.254.170.23", "[fd00:ec2::23]"};
  const std::string_view host = host_of(url);
  return is_loopback_address(host) || std::find(hosts.begin(), hosts.end(), host) != hosts.end();
}

}  // namespace

std::string ContainerSource::place() const { return "the container's role (ECS, EKS)"; }

base::Result<std::optional<std::string>> ContainerSource::url() const {
  if (const auto relative = surroundings_.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    const bool has_slash = relative->starts_with('/');
    return std::string("http://169.254.170.2") + (has_slash ? "" : "/") + *relative;
  }
  const auto full = surroundings_.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!full || is_allowed(*full)) return full;
  return base::fail(ErrorKind::refused,
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI is " + net::shown_url(*full) +
                        ", which is not this "
                        "machine, ECS or EKS",
                    "use https:, or an address of this machine");
}

base::Result<std::string> ContainerSource::authorization() const {
  const auto path = surroundings_.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (!path)
    return surroundings_.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or(std::string());
  WHIMBREL_ASSIGN(std::string token, base::read_file(surroundings_.files, *path, token_bytes_max));
  while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  return token;
}

base::Result<std::optional<Credentials>> ContainerSource::load() {
  WHIMBREL_ASSIGN(const auto from, url());
  if (!from) return std::nullopt;
  net::HttpRequest request;
  request.url = *from;
  WHIMBREL_ASSIGN(const std::string token, authorization());
  if (!token.empty()) request.headers.push_back({"Authorization", token});
  net::HttpOptions options;
  options.connect_timeout_ms = 2'000;
  options.timeout_ms = 5'000;
  options.body_bytes_max = token_bytes_max;
  options.tries_max = 3;
  options.uses_proxy = from->starts_with("https://");
  net::HttpClient client(options, surroundings_.clock, surroundings_.cancellation);
  WHIMBREL_ASSIGN(const net::HttpResponse answer, client.send(request));
  if (!answer.is_success())
    return base::fail(ErrorKind::permission,
                      fmt::format("{} answered HTTP {}", container_endpoint, answer.status),
                      "check the task's or pod's role");
  WHIMBREL_ASSIGN(Credentials found, read_credentials_json(answer.body, container_endpoint));
  return found;
}

}  // namespace whimbrel::aws
