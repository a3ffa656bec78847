# Two precompiled headers, compiled once a build folder and reused by every library and test:
# whimbrel_pch for libraries, whimbrel_test_pch for tests. They hold third-party and standard
# headers only, so that no edit of ours rebuilds the world. The tidy preset builds without them,
# which is what finds a file that forgot an include.
set(whimbrel_pch_headers
  <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <cstring> <filesystem>
  <functional> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread>
  <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <tl/expected.hpp>)
set(whimbrel_pch_source ${CMAKE_CURRENT_BINARY_DIR}/whimbrel_pch.cpp)
file(CONFIGURE OUTPUT ${whimbrel_pch_source} CONTENT "namespace {}\n")

add_library(whimbrel_pch OBJECT ${whimbrel_pch_source})
target_link_libraries(whimbrel_pch PRIVATE fmt::fmt tl::expected)
target_precompile_headers(whimbrel_pch PRIVATE ${whimbrel_pch_headers})

if(WHIMBREL_BUILD_TESTS)
  add_library(whimbrel_test_pch OBJECT ${whimbrel_pch_source})
  target_link_libraries(whimbrel_test_pch PRIVATE fmt::fmt tl::expected GTest::gmock rapidcheck)
  target_precompile_headers(whimbrel_test_pch PRIVATE
    ${whimbrel_pch_headers} <gtest/gtest.h> <gmock/gmock.h> <rapidcheck.h>)
endif()
