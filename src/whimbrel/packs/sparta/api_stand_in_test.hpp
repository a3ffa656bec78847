#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "whimbrel/net/testing/http_server.hpp"
#include "whimbrel/packs/sparta/testing/sparta_bench.hpp"

namespace whimbrel::packs::sparta {

// An address of forty times the same digit.
inline std::string address_of(char digit) { return "0x" + std::string(40, digit); }

// Sparta's API on 127.0.0.1, as tests fill it.
class ApiStandIn {
 public:
  ApiStandIn()
      : server_([this](const net::testing::SeenRequest& request, std::size_t) {
          const bool of_operators = request.target.starts_with("/api/operator/operators");
          return net::testing::ServerAnswer{status,
                                            of_operators
                                                ? fmt::format(R"({{"operators":[{}]}})", operators)
                                                : validators_answer(),
                                            "", 0, -1};
        }) {}

  std::string url() const { return server_.url(""); }
  std::size_t calls() const { return server_.requests().size(); }
  // What a pack needs to find it.
  testing::Variables variables() const {
    return {{"API_URL", url()}, {"BACKEND_API_KEY", "key-of-the-api"}};
  }

  int status = 200;
  std::string operators;              // objects, with commas between
  std::vector<std::string> on_chain;  // addresses
  std::string validators;             // objects, with commas between
  std::string whole_answer;           // in place of the above, when not empty

 private:
  std::string validators_answer() const {
    if (!whole_answer.empty()) return whole_answer;
    std::vector<std::string> quoted;
    for (const std::string& address : on_chain) quoted.push_back('"' + address + '"');
    return fmt::format(R"({{"success":true,"data":{{"blockchainValidators":{{"validators":[{}]}},)"
                       R"("validators":[{}]}}}})",
                       fmt::join(quoted, ","), validators);
  }

  net::testing::HttpServer server_;
};

}  // namespace whimbrel::packs::sparta
