#include "whimbrel/hooks/webhook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "whimbrel/net/hmac.hpp"

namespace whimbrel::hooks {

bool Webhook::wants(engine::RunEvent event) const {
  return events.empty() || std::find(events.begin(), events.end(), event) != events.end();
}

base::Status deliver(net::HttpClient& client, const Webhook& webhook, engine::RunEvent event,
                     const std::string& delivery_id, std::string body) {
  net::HttpRequest request;
  request.method = "POST";
  request.url = webhook.url;
  request.headers = {
      {"Content-Type", "application/json"},
      {"X-Whimbrel-Event", std::string(engine::to_string(event))},
      {"X-Whimbrel-Delivery", delivery_id},
      {"X-Whimbrel-Signature", "sha256=" + net::hmac_sha256_hex(webhook.secret.reveal(), body)}};
  request.body = std::move(body);
  // Whoever gets it twice knows it by its id.
  request.idempotent = true;
  WHIMBREL_ASSIGN(const auto answer, client.send(request));
  if (answer.is_success()) return {};
  return base::fail(base::ErrorKind::unavailable,
                    fmt::format("POST {}: answered {}", net::shown_url(webhook.url), answer.status),
                    "look into what the service says; the run itself is not touched by it");
}

std::string new_delivery_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) id += fmt::format("{:08x}", random());
  return id;
}

}  // namespace whimbrel::hooks
