#include "whimbrel/aws/sts_client.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>

#include "whimbrel/aws/credentials_json.hpp"
#include "whimbrel/net/http_client.hpp"

namespace whimbrel::aws {
namespace {

using base::ErrorKind;

constexpr const char* global_region = "us-east-1";

std::string form_escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("-_.~").find(c) != std::string_view::npos)
      escaped += c;
    else
      escaped += fmt::format("%{:02X}", byte);
  }
  return escaped;
}

std::string form_of(std::string_view action, const RoleRequest& request) {
  std::string form =
      fmt::format("Action={}&Version=2011-06-15&RoleArn={}&RoleSessionName={}", action,
                  form_escaped(request.role_arn), form_escaped(request.session_name));
  if (!request.external_id.empty()) form += "&ExternalId=" + form_escaped(request.external_id);
  if (!request.duration_s.empty()) form += "&DurationSeconds=" + form_escaped(request.duration_s);
  return form;
}

std::string without_entities(std::string text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> entities{
      {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
  for (const auto& [entity, character] : entities)
    for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos; ++at)
      text.replace(at, entity.size(), 1, character);
  return text;
}

// The text of the first such element. STS's replies hold each of those wanted once, without
// attributes or children, so that no parser of XML is needed.
std::string element_text(std::string_view xml, std::string_view name) {
  const std::string opening = fmt::format("<{}>", name);
  const std::size_t at = xml.find(opening);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + opening.size();
  const std::size_t end = xml.find(fmt::format("</{}>", name), begin);
  if (end == std::string_view::npos) return {};
  return without_entities(std::string(xml.substr(begin, end - begin)));
}

tl::unexpected<base::Error> role_refused(const net::HttpResponse& answer,
                                         const std::string& role_arn) {
  const std::string code = element_text(answer.body, "Code");
  const std::string message = element_text(answer.body, "Message");
  return base::fail(ErrorKind::permission,
                    fmt::format("STS does not give the role {}: {} (HTTP {}{}{})", role_arn,
                                message.empty() ? "it gave no reason" : message.substr(0, 1'000),
                                answer.status, code.empty() ? "" : ", ", code),
                    "check the role's name and its trust policy");
}

base::Result<Credentials> read_credentials(const std::string& xml, const std::string& role_arn) {
  Credentials found;
  found.origin = "the role " + role_arn;
  found.access_key_id = element_text(xml, "AccessKeyId");
  found.secret_access_key = base::Secret::take(element_text(xml, "SecretAccessKey"));
  found.session_token = base::Secret::take(element_text(xml, "SessionToken"));
  if (found.access_key_id.empty() || found.secret_access_key.empty() || found.session_token.empty())
    return base::fail(ErrorKind::invalid_data, "STS answered, but not with credentials",
                      "check the endpoint");
  WHIMBREL_ASSIGN(found.expires_at_ms, read_expiry(element_text(xml, "Expiration"), "STS"));
  return found;
}

std::string endpoint_for(const Surroundings& surroundings, const std::string& region) {
  for (const char* variable : {"AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"})
    if (auto told = surroundings.variable(variable)) return *std::move(told);
  if (region.empty()) return "https://sts.amazonaws.com/";
  return fmt::format("https://sts.{}.amazonaws.com{}/", region,
                     region.starts_with("cn-") ? ".cn" : "");
}

}  // namespace

StsClient::StsClient(const Surroundings& surroundings, std::string region)
    : surroundings_(surroundings),
      region_(std::move(region)),
      endpoint_(endpoint_for(surroundings, region_)) {}

base::Result<Credentials> StsClient::assume_role(const RoleRequest& request,
                                                 const Credentials& as) const {
  return ask(form_of("AssumeRole", request), &as, request.role_arn);
}

base::Result<Credentials> StsClient::assume_role_with_web_identity(const RoleRequest& request,
                                                                   std::string_view token) const {
  return ask(
      form_of("AssumeRoleWithWebIdentity", request) + "&WebIdentityToken=" + form_escaped(token),
      nullptr, request.role_arn);
}

base::Result<Credentials> StsClient::ask(std::string form, const Credentials* as,
                                         const std::string& role_arn) const {
  net::HttpRequest request;
  request.method = "POST";
  request.url = endpoint_;
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = std::move(form);
  request.idempotent = true;
  if (as != nullptr)
    request.aws_signing = net::AwsSigning{
        region_.empty() ? std::string_view(global_region) : std::string_view(region_), "sts",
        as->access_key_id, as->secret_access_key.reveal(), as->session_token.reveal()};
  net::HttpOptions options;
  options.body_bytes_max = std::size_t{256} << 10;
  options.timeout_ms = 10'000;
  options.connect_timeout_ms = 5'000;
  net::HttpClient client(options, surroundings_.clock, surroundings_.cancellation);
  WHIMBREL_ASSIGN(const net::HttpResponse answer, client.send(request));
  if (!answer.is_success()) return role_refused(answer, role_arn);
  return read_credentials(answer.body, role_arn);
}

}  // namespace whimbrel::aws
