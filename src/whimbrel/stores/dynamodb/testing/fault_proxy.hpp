#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "whimbrel/base/child_process.hpp"

namespace whimbrel::stores::dynamodb::testing {

// Between a client and a server, does what networks and services do to each other
// (tests/servers/fault_proxy.py says what there is). Ends with this. Fails the test when it does
// not start.
class FaultProxy {
 public:
  // Each fault with its share of the requests: {{"cut_answer", 0.05}}.
  using Faults = std::vector<std::pair<std::string, double>>;

  FaultProxy(const std::string& upstream, const Faults& faults, unsigned seed,
             double units_per_second = 0);
  ~FaultProxy();
  FaultProxy(const FaultProxy&) = delete;
  FaultProxy& operator=(const FaultProxy&) = delete;

  // One request in four meets one of all that can happen to it, except that the network itself
  // delivers it twice.
  static Faults all_but_delivered_twice() {
    return {{"delay", 0.01},         {"cut_request", 0.04},  {"cut_answer", 0.04},
            {"cut_in_answer", 0.04}, {"error_before", 0.04}, {"error_after", 0.04},
            {"throttle", 0.02},      {"repeat_answer", 0.04}};
  }

  const std::string& endpoint() const noexcept { return endpoint_; }

 private:
  std::unique_ptr<base::ChildProcess> process_;
  std::string endpoint_;
};

}  // namespace whimbrel::stores::dynamodb::testing
