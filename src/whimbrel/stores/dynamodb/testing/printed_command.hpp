#pragma once

#include <string>

#include "whimbrel/stores/dynamodb/testing/dynamodb_local.hpp"

namespace whimbrel::stores::dynamodb::testing {

struct CommandEnd {
  int code = -1;
  std::string output;  // what it said on either stream
};

// Runs a command of AWS's own tool as a shell does that it was pasted into, with the credentials of
// the test.
CommandEnd run_printed_command(const TestDynamoDb& server, const std::string& command);

}  // namespace whimbrel::stores::dynamodb::testing
