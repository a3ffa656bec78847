#include "whimbrel/recipes/action/http_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "whimbrel/model/plain_json.hpp"
#include "whimbrel/recipes/action/environment_text.hpp"
#include "whimbrel/recipes/document/node_value.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::array<std::string_view, 7> methods{"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};

bool same_header(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

bool has_header(const std::vector<net::HttpHeader>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const net::HttpHeader& header) { return same_header(header.name, name); });
}

void read_method(const Node& node, HttpCall& call, Findings& findings) {
  call.method = node.text();
  if (node.is_scalar() && std::find(methods.begin(), methods.end(), call.method) != methods.end())
    return;
  findings.error("bad-value", node.place(), fmt::format("'{}' is no HTTP method", node.text()),
                 nearest_remedy(node.text(), methods));
}

void read_url(const Node& node, HttpCall& call, Findings& findings) {
  call.url = read_text(node, "url", findings).value_or("");
  const bool is_web = call.url.starts_with("https://") || call.url.starts_with("http://") ||
                      call.url.starts_with("${");
  if (!call.url.empty() && !is_web)
    findings.error("bad-value", node.place(), "a url begins with https:// or http://",
                   "write url: https://…");
}

void read_headers(const Node& node, HttpCall& call, Findings& findings) {
  if (!node.is_map())
    return wrong_type(node, "headers", "a map of names to texts",
                      "write headers: { Authorization: \"Bearer ${TOKEN}\" }", findings);
  for (const NodeEntry& entry : node.entries())
    if (auto text = read_text(entry.value, "the header " + entry.key.text(), findings))
      call.headers.emplace_back(entry.key.text(), *std::move(text));
}

void read_expected(const Node& node, HttpCall& call, Findings& findings) {
  const auto add = [&](const Node& status) {
    if (const auto number = read_integer(status, "expect_status", 100, 599, findings))
      call.expected.push_back(static_cast<int>(*number));
  };
  if (!node.is_list()) return add(node);
  for (const Node& status : node.items()) add(status);
}

base::Result<std::string> body_of(const HttpCall& call) {
  if (!call.body) return std::string();
  WHIMBREL_ASSIGN(const model::Value body, with_environment(*call.body));
  if (const auto* text = body.get_if<std::string>()) return *text;
  std::string json;
  WHIMBREL_TRY(model::write_plain_json(body, json));
  return json;
}

}  // namespace

bool HttpCall::expects(int status) const {
  if (expected.empty()) return status >= 200 && status < 300;
  return std::find(expected.begin(), expected.end(), status) != expected.end();
}

std::string HttpCall::description() const { return method + " " + net::shown_url(url); }

std::optional<HttpCall> read_http_call(const Node& node, std::string_view what,
                                       std::string_view default_method, Findings& findings) {
  const std::size_t errors_before = findings.errors();
  HttpCall call;
  call.method = default_method;
  if (const Node* method = node.find("method")) read_method(*method, call, findings);
  if (const Node* url = node.find("url"))
    read_url(*url, call, findings);
  else
    findings.error("missing-key", node.place(), fmt::format("{} has no url", what),
                   "add url: https://…");
  if (const Node* headers = node.find("headers")) read_headers(*headers, call, findings);
  if (const Node* body = node.find("body")) call.body = value_of(*body, findings);
  if (const Node* expected = node.find("expect_status")) read_expected(*expected, call, findings);
  if (const Node* timeout = node.find("timeout"))
    call.timeout_ms = read_duration_ms(*timeout, fmt::format("the timeout of {}", what), findings)
                          .value_or(call.timeout_ms);
  if (findings.errors() != errors_before) return std::nullopt;
  return call;
}

base::Result<net::HttpResponse> send_http_call(const HttpCall& call,
                                               const engine::ActionContext& context,
                                               const std::vector<net::HttpHeader>& more) {
  net::HttpRequest request;
  request.method = call.method;
  WHIMBREL_ASSIGN(request.url, with_environment(std::string_view(call.url)));
  for (const auto& [name, text] : call.headers) {
    WHIMBREL_ASSIGN(std::string value, with_environment(std::string_view(text)));
    request.headers.push_back({name, std::move(value)});
  }
  WHIMBREL_ASSIGN(request.body, body_of(call));
  if (call.body && !has_header(request.headers, "Content-Type"))
    request.headers.push_back({"Content-Type", call.body->is<std::string>()
                                                   ? "text/plain; charset=utf-8"
                                                   : "application/json"});
  for (const net::HttpHeader& header : more)
    if (!has_header(request.headers, header.name)) request.headers.push_back(header);

  net::HttpOptions options;
  options.timeout_ms = call.timeout_ms;
  net::HttpClient client(options, context.clock, context.cancellation);
  return client.send(request);
}

}  // namespace whimbrel::recipes
