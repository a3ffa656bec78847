#pragma once

#include <cstdint>
#include <string>

namespace whimbrel::aws::testing {

enum class TestServer : std::uint8_t { dynamodb_local, moto };

// "http://127.0.0.1:34215": where a server of tests/servers listens. ctest has started it once for
// all tests; a test program that is run by itself starts them at the first call and ends them when
// it ends. Fails the test when there is none.
std::string test_server_url(TestServer server);

}  // namespace whimbrel::aws::testing
