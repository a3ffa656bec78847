#include "whimbrel/aws/credentials_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "whimbrel/model/date_text.hpp"

namespace whimbrel::aws {
namespace {

std::string take_text(nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return {};
  return std::move(found->get_ref<std::string&>());
}

tl::unexpected<base::Error> unreadable(std::string_view origin) {
  return base::fail(base::ErrorKind::invalid_data,
                    fmt::format("{} answered, but not with credentials", origin),
                    "check that a role is attached, and that the endpoint is the right one");
}

}  // namespace

base::Result<base::UnixMillis> read_expiry(std::string_view text, std::string_view origin) {
  // Some give microseconds, which model's dates do not have; no one needs a part of a second here.
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t zone = text.find_first_not_of(".0123456789", point);
  std::string whole_seconds(text.substr(0, point));
  if (zone != std::string_view::npos) whole_seconds += text.substr(zone);
  const auto date = model::read_iso_text(whole_seconds);
  if (!date)
    return base::fail(base::ErrorKind::invalid_data,
                      fmt::format("{} gave credentials whose end is no time", origin),
                      "check that the endpoint is the right one");
  return date->ms_since_epoch;
}

base::Result<Credentials> read_credentials_json(std::string_view text, std::string origin) {
  auto object = nlohmann::json::parse(text, nullptr, false);
  if (!object.is_object()) return unreadable(origin);
  Credentials found;
  found.access_key_id = take_text(object, "AccessKeyId");
  found.secret_access_key = base::Secret::take(take_text(object, "SecretAccessKey"));
  found.session_token = base::Secret::take(take_text(object, "Token"));
  if (found.access_key_id.empty() || found.secret_access_key.empty()) return unreadable(origin);
  if (const std::string expiry = take_text(object, "Expiration"); !expiry.empty()) {
    WHIMBREL_ASSIGN(found.expires_at_ms, read_expiry(expiry, origin));
  }
  found.origin = std::move(origin);
  return found;
}

}  // namespace whimbrel::aws
