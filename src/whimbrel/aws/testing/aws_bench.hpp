#pragma once

#include <map>
#include <string>

#include "whimbrel/aws/surroundings.hpp"
#include "whimbrel/base/testing/fault_file_system.hpp"

namespace whimbrel::aws::testing {

// Surroundings of a test's own: its variables, files and time. The home folder is /home/me.
struct AwsBench {
  std::map<std::string, std::string, std::less<>> variables{{"HOME", "/home/me"}};
  base::testing::FaultFileSystem files;
  base::ManualClock clock;
  base::Cancellation cancellation;
  Surroundings surroundings{[this](const char* name) -> const char* {
                              const auto found = variables.find(name);
                              return found == variables.end() ? nullptr : found->second.c_str();
                            },
                            files, clock, cancellation};

  AwsBench() = default;
  AwsBench(const AwsBench&) = delete;
  AwsBench& operator=(const AwsBench&) = delete;

  void write_config(std::string text) { files.place("/home/me/.aws/config", std::move(text)); }
  void write_credentials(std::string text) {
    files.place("/home/me/.aws/credentials", std::move(text));
  }
};

}  // namespace whimbrel::aws::testing
