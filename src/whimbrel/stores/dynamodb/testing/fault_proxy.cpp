#include "whimbrel/stores/dynamodb/testing/fault_proxy.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "whimbrel/base/testing/source_path.hpp"

namespace whimbrel::stores::dynamodb::testing {
namespace {

constexpr std::int64_t proxy_timeout_ms = 30'000;

}  // namespace

FaultProxy::FaultProxy(const std::string& upstream, const Faults& faults, unsigned seed,
                       double units_per_second) {
  base::ProgramSpec spec;
  const std::string program = base::testing::source_path("tests/servers/fault_proxy.py");
  spec.arguments = {"python3", program, upstream, "--seed", std::to_string(seed)};
  for (const auto& [fault, share] : faults)
    spec.arguments.push_back(fmt::format("--fault={}={}", fault, share));
  if (units_per_second > 0)
    spec.arguments.push_back(fmt::format("--units-per-second={}", units_per_second));
  auto started = base::ChildProcess::start(spec);
  std::string trouble;
  if (!started) {
    trouble = started.error().describe();
  } else {
    process_ = *std::move(started);
    while (endpoint_.find('\n') == std::string::npos) {
      const auto read = process_->exchange("", endpoint_, proxy_timeout_ms);
      if (!read || read->output_ended) break;
    }
  }
  if (endpoint_.empty()) {
    if (process_ != nullptr) trouble = process_->error_tail();
    ADD_FAILURE() << "the fault proxy did not start: " << trouble;
  } else {
    endpoint_.pop_back();
  }
}

FaultProxy::~FaultProxy() {
  if (process_ == nullptr) return;
  process_->close_input();
  process_->end(proxy_timeout_ms);
}

}  // namespace whimbrel::stores::dynamodb::testing
