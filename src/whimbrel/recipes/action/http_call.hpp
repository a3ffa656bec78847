#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "whimbrel/engine/action.hpp"
#include "whimbrel/model/value.hpp"
#include "whimbrel/net/http_client.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"

namespace whimbrel::recipes {

// A call of a service as a recipe has it: texts may hold ${NAME}.
struct HttpCall {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  // Text goes as it is, anything else as JSON.
  std::optional<model::Value> body;
  // Empty: any 2xx.
  std::vector<int> expected;
  std::int64_t timeout_ms = 30'000;

  bool expects(int status) const;
  // "POST https://api.example.org/jobs", without what may be secret.
  std::string description() const;
};

// The keys of a map that read_http_call() reads, for the map's own reader.
inline constexpr std::array<std::string_view, 6> http_call_keys{
    "method", "url", "headers", "body", "expect_status", "timeout"};

// Nullopt when something is wrong; findings say what.
std::optional<HttpCall> read_http_call(const Node& node, std::string_view what,
                                       std::string_view default_method, Findings& findings);

// Sends it with one header more for each of `more`, unless the recipe has its own. usage when a
// variable is not set; errors of net::HttpClient::send.
base::Result<net::HttpResponse> send_http_call(const HttpCall& call,
                                               const engine::ActionContext& context,
                                               const std::vector<net::HttpHeader>& more = {});

}  // namespace whimbrel::recipes
