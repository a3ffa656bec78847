#include "whimbrel/packs/sparta/inputs/json_service.hpp"

#include <fmt/format.h>

#include "whimbrel/model/plain_json.hpp"

namespace whimbrel::packs::sparta {
namespace {

constexpr std::size_t answer_bytes_max = std::size_t{64} << 20;

}  // namespace

net::HttpOptions service_options() {
  net::HttpOptions options;
  options.body_bytes_max = answer_bytes_max;
  return options;
}

JsonService::JsonService(std::string setting, net::HttpOptions options, const base::Clock& clock,
                         const base::Cancellation& cancellation)
    : source_{{}, std::move(setting)}, client_(std::move(options), clock, cancellation) {}

base::Result<model::Value> JsonService::ask(const net::HttpRequest& request) {
  source_.url = net::shown_url(request.url);
  auto response = client_.send(request);
  if (!response)
    return tl::unexpected(std::move(response).error().with_remedy(fmt::format(
        "look whether {} is right and the service runs; nothing was changed", source_.setting)));
  WHIMBREL_TRY(check_status(*response));
  model::ReadOptions limits;
  limits.bytes_max = answer_bytes_max;
  auto value = model::read_plain_json(response->body, limits);
  if (value) return value;
  return base::fail(
      base::ErrorKind::invalid_data,
      fmt::format("{} answered {} that is no JSON: {}", source_.url,
                  response->body.empty() ? "something empty"
                                         : fmt::format("{} bytes", response->body.size()),
                  value.error().message()),
      fmt::format("look whether {} names the right service, and whether a proxy cuts its answers; "
                  "nothing was changed",
                  source_.setting));
}

base::Status JsonService::check_status(const net::HttpResponse& response) const {
  if (response.is_success()) return {};
  const auto status = fmt::format("{} answered with HTTP status {}", source_.url, response.status);
  switch (response.status) {
    case 401:
    case 403:
      return base::fail(base::ErrorKind::permission, status,
                        "look whether the key for this service is right (BACKEND_API_KEY for "
                        "Sparta's API); nothing was changed");
    case 404:
      return base::fail(base::ErrorKind::not_found, status,
                        fmt::format("look whether {} names the right service, without a path; "
                                    "nothing was changed",
                                    source_.setting));
    default:
      return base::fail(base::ErrorKind::unavailable, status,
                        "try again when the service is well; nothing was changed");
  }
}

}  // namespace whimbrel::packs::sparta
