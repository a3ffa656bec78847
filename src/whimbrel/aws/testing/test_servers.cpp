#include "whimbrel/aws/testing/test_servers.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "whimbrel/base/child_process.hpp"
#include "whimbrel/base/file_system.hpp"
#include "whimbrel/base/testing/source_path.hpp"

namespace whimbrel::aws::testing {
namespace {

constexpr std::int64_t start_timeout_ms = 150'000;

// Servers of this program's own; they end when their standard input does.
class OwnServers {
 public:
  OwnServers() {
    base::ProgramSpec spec;
    spec.arguments = {"python3", base::testing::source_path("tests/servers/servers.py"), "run"};
    auto started = base::ChildProcess::start(spec);
    if (!started) return;
    process_ = *std::move(started);
    while (line_.find('\n') == std::string::npos) {
      const auto read = process_->exchange("", line_, start_timeout_ms);
      if (!read || read->output_ended) break;
    }
    if (line_.empty()) ADD_FAILURE() << process_->error_tail();
  }
  ~OwnServers() {
    if (process_ == nullptr) return;
    process_->close_input();
    process_->end(start_timeout_ms);
  }
  OwnServers(const OwnServers&) = delete;
  OwnServers& operator=(const OwnServers&) = delete;

  const std::string& line() const { return line_; }

 private:
  std::unique_ptr<base::ChildProcess> process_;
  std::string line_;
};

std::string described_servers() {
  if (const char* const path = std::getenv("WHIMBREL_TEST_SERVERS"); path != nullptr) {
    const auto text = base::read_file(base::posix_file_system(), path, 4096);
    if (text) return *text;
    ADD_FAILURE() << text.error().describe() << ": ctest did not start the servers";
    return {};
  }
  static const OwnServers own;
  return own.line();
}

}  // namespace

std::string test_server_url(TestServer server) {
  const auto urls = nlohmann::json::parse(described_servers(), nullptr, false);
  const char* const name = server == TestServer::moto ? "moto" : "dynamodb_local";
  std::string url = urls.is_object() ? urls.value(name, "") : "";
  if (url.empty()) {
    // Nobody listens there: a test without its server asks no machine on the network.
    url = "http://127.0.0.1:9";
    ADD_FAILURE() << name << " does not run: run tests/servers/install";
  }
  return url;
}

}  // namespace whimbrel::aws::testing
