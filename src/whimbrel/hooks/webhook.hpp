#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/run_events.hpp"
#include "whimbrel/net/http_client.hpp"

namespace whimbrel::hooks {

// Where and of what somebody wants to be told.
struct Webhook {
  std::string url;
  // Empty: all of them.
  std::vector<engine::RunEvent> events;
  base::Secret secret;

  bool wants(engine::RunEvent event) const;
};

// Sends the body, signed: X-Whimbrel-Signature is "sha256=" and the HMAC-SHA-256 of the body, which
// holds when it was sent and the delivery's id, so that an old one cannot be played again. The id
// stands in X-Whimbrel-Delivery too and stays the same when it is sent again.
//
// unavailable when there was no 2xx answer; errors of net::HttpClient::send.
base::Status deliver(net::HttpClient& client, const Webhook& webhook, engine::RunEvent event,
                     const std::string& delivery_id, std::string body);

// 32 hexadecimal digits by chance.
std::string new_delivery_id();

}  // namespace whimbrel::hooks
