#include "whimbrel/stores/dynamodb/testing/printed_command.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <memory>

#include "whimbrel/base/testing/source_path.hpp"

namespace whimbrel::stores::dynamodb::testing {
namespace {

// The tool as tests/servers/install brings it; no settings of whoever runs the test.
std::string shell_line(const TestDynamoDb& server, const std::string& command) {
  return fmt::format(
      "env -i PATH=\"{}:$PATH\" HOME=/nonexistent AWS_PAGER= "
      "AWS_ACCESS_KEY_ID={} AWS_SECRET_ACCESS_KEY=not-a-secret {} 2>&1",
      base::testing::source_path("tests/servers/venv/bin"), server.access_key_id(), command);
}

}  // namespace

CommandEnd run_printed_command(const TestDynamoDb& server, const std::string& command) {
  CommandEnd end;
  const std::string line = shell_line(server, command);
  std::FILE* const pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return end;
  std::array<char, 4'096> some{};
  while (const std::size_t bytes = std::fread(some.data(), 1, some.size(), pipe))
    end.output.append(some.data(), bytes);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
  return end;
}

}  // namespace whimbrel::stores::dynamodb::testing
