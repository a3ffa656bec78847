# Two precompiled headers, compiled once a build folder and reused by every library and test:
# whimbrel_pch for libraries, whimbrel_test_pch for tests. They hold third-party and standard
# headers only, so that no edit of ours rebuilds the world. The tidy preset builds without them,
# which is what finds a file that forgot an include.
set(whimbrel_pch_headers
  <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <cstring> <filesystem>
  <functional> <map> <memory> <mutex> <optional> <set> <span> <string> <string_view> <thread>
  <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <tl/expected.hpp>)
set(whimbrel_test_pch_headers
  ${whimbrel_pch_headers} <gtest/gtest.h> <gmock/gmock.h> <rapidcheck.h>)
set(whimbrel_pch_source ${CMAKE_CURRENT_BINARY_DIR}/whimbrel_pch.cpp)
file(CONFIGURE OUTPUT ${whimbrel_pch_source} CONTENT "namespace {}\n")

add_library(whimbrel_pch OBJECT ${whimbrel_pch_source})
target_link_libraries(whimbrel_pch PRIVATE fmt::fmt tl::expected)
target_precompile_headers(whimbrel_pch PRIVATE ${whimbrel_pch_headers})

if(WHIMBREL_BUILD_TESTS)
  add_library(whimbrel_test_pch OBJECT ${whimbrel_pch_source})
  target_link_libraries(whimbrel_test_pch PRIVATE fmt::fmt tl::expected GTest::gmock rapidcheck)
  target_precompile_headers(whimbrel_test_pch PRIVATE ${whimbrel_test_pch_headers})
endif()

# GCC never writes the same precompiled header twice, so that ccache would take each build folder's
# for another one. It goes by this sum of what is in the header instead, which is made anew whenever
# packages change.
function(whimbrel_pch_sum target)
  list(TRANSFORM ARGN PREPEND "#include ")
  list(JOIN ARGN "\n" includes)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}_headers.cpp)
  file(WRITE ${source} "${includes}\n")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -E -P -dD ${source}
    OUTPUT_VARIABLE content RESULT_VARIABLE failed ERROR_QUIET)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir)
  if(failed)
    file(REMOVE ${folder}/cmake_pch.hxx.gch.sum)
    return()
  endif()
  string(SHA256 sum "${CMAKE_CXX_COMPILER_VERSION} ${content}")
  file(WRITE ${folder}/cmake_pch.hxx.gch.sum "${sum}\n")
endfunction()

if(CCACHE_PROGRAM AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  if(EXISTS /var/lib/dpkg/status)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS /var/lib/dpkg/status)
  endif()
  whimbrel_pch_sum(whimbrel_pch ${whimbrel_pch_headers})
  if(WHIMBREL_BUILD_TESTS)
    whimbrel_pch_sum(whimbrel_test_pch ${whimbrel_test_pch_headers})
  endif()
endif()
