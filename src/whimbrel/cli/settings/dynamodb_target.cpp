#include "whimbrel/cli/settings/dynamodb_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "whimbrel/cli/settings/setting.hpp"

namespace whimbrel::cli {
namespace {

using base::ErrorKind;

constexpr std::string_view dynamodb_scheme = "dynamodb";
constexpr std::string_view dynamodb_remedy =
    "write dynamodb, dynamodb:REGION such as dynamodb:eu-west-2, or dynamodb:http://HOST:PORT";

bool is_region(std::string_view text) {
  return !text.empty() && text.find('-') != std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool is_endpoint(std::string_view text) {
  const bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
  // What stands before an '@' would be a password, and shown.
  return has_scheme && text.find_first_of("@?# ") == std::string_view::npos;
}

tl::unexpected<base::Error> no_such_place(const SourcedText& told, std::string_view text) {
  return base::fail(ErrorKind::usage,
                    fmt::format("{}: '{}' is neither a region nor an endpoint", told.source, text),
                    std::string(dynamodb_remedy));
}

base::Result<std::string> checked_endpoint(const SourcedText& told) {
  if (!is_endpoint(told.text)) return no_such_place(told, told.text);
  std::string endpoint = told.text;
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return endpoint;
}

base::Result<std::optional<std::string>> region_of(const Environment& environment) {
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    const auto told = environment.find(name);
    if (!told) continue;
    if (!is_region(told->text)) return no_such_place(*told, told->text);
    return std::optional(told->text);
  }
  return std::optional<std::string>();
}

// Whether a server on this machine is meant; nullopt: nobody told.
base::Result<std::optional<bool>> is_local(const Environment& environment) {
  std::optional<bool> local;
  for (const char* name : {"LOCAL_DYNAMO_DB", "IS_LOCAL"}) {
    const auto told = environment.find(name);
    if (!told) continue;
    SettingInfo yes_or_no;
    yes_or_no.kind = SettingKind::yes_or_no;
    if (auto checked = check_setting(yes_or_no, told->text); !checked)
      return base::fail_in(told->source, std::move(checked).error());
    const bool yes = yes_or_no_of(told->text);
    if (local && *local != yes)
      return base::fail(ErrorKind::usage, "LOCAL_DYNAMO_DB and IS_LOCAL contradict each other",
                        "set one of them, or both to the same");
    local = yes;
  }
  return local;
}

// Whether it names this machine. Other names may mean it too, and nobody can tell.
bool is_loopback(std::string_view endpoint) {
  const std::string_view host = endpoint.substr(endpoint.find("://") + 3);
  return host.starts_with("127.") || host.starts_with("[::1]") ||
         host.substr(0, host.find_first_of(":/")) == "localhost";
}

base::Result<std::string> endpoint_of(const Environment& environment, std::optional<bool> local) {
  if (local == false) return std::string();
  const auto told = environment.find("DYNAMODB_ENDPOINT");
  if (told) return checked_endpoint(*told);
  return std::string(local == true ? DynamoDbTarget::local_endpoint : std::string_view());
}

}  // namespace

std::string DynamoDbTarget::url() const {
  return fmt::format("{}:{}", dynamodb_scheme, endpoint.empty() ? region_or_usual() : endpoint);
}

bool names_dynamodb(std::string_view text) noexcept {
  return text.substr(0, text.find(':')) == dynamodb_scheme;
}

base::Result<DynamoDbTarget> parse_dynamodb_target(const SourcedText& url,
                                                   const Environment& environment) {
  DynamoDbTarget target;
  const std::size_t colon = url.text.find(':');
  const std::string place = colon == std::string::npos ? "" : url.text.substr(colon + 1);
  if (is_region(place) && !is_endpoint(place)) {
    // Whoever names a region means AWS's own.
    target.region = place;
    return target;
  }
  WHIMBREL_ASSIGN(target.region, region_of(environment));
  WHIMBREL_ASSIGN(const std::optional<bool> local, is_local(environment));
  if (place.empty()) {
    WHIMBREL_ASSIGN(target.endpoint, endpoint_of(environment, local));
  } else {
    WHIMBREL_ASSIGN(target.endpoint, checked_endpoint({place, url.source}));
  }
  target.is_local = !target.endpoint.empty() && (local == true || is_loopback(target.endpoint));
  return target;
}

}  // namespace whimbrel::cli
