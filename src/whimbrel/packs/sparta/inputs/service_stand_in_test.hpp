#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <regex>
#include <string>

#include "whimbrel/net/http_client.hpp"
#include "whimbrel/net/testing/http_server.hpp"

namespace whimbrel::packs::sparta {

using net::testing::SeenRequest;
using net::testing::ServerAnswer;

inline net::HttpOptions quick_options() {
  net::HttpOptions options;
  options.tries_max = 1;
  options.timeout_ms = 5'000;
  return options;
}

// A node that answers JSON-RPC on 127.0.0.1: what a method's answer is, tests say.
class NodeStandIn {
 public:
  // Gets the call's body, gives `"result":…` or `"error":{…}`.
  using Method = std::function<std::string(const std::string& body)>;

  NodeStandIn() : server_([this](const auto& request, std::size_t) { return answer(request); }) {}

  std::string url() const { return server_.url(""); }
  std::size_t calls() const { return server_.requests().size(); }
  // Set before the first call.
  std::map<std::string, Method> methods;

 private:
  ServerAnswer answer(const SeenRequest& request) {
    static const std::regex head(R"re("id":(\d+),"method":"(\w+)")re");
    std::smatch found;
    if (!std::regex_search(request.body, found, head)) return {400, "", "", 0, -1};
    const auto method = methods.find(found[2]);
    const std::string said = method == methods.end()
                                 ? R"("error":{"code":-32601,"message":"Method not found"})"
                                 : method->second(request.body);
    return {200, fmt::format(R"({{"jsonrpc":"2.0","id":{},{}}})", found[1].str(), said), "", 0, -1};
  }

  net::testing::HttpServer server_;
};

}  // namespace whimbrel::packs::sparta
