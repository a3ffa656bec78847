# whimbrel_library(<name> [TEST_SUPPORT] [THREADED] [DEPENDS <whimbrel library>...]
#                  [LINK <target>...] [TEST_LINK <target>...] [TEST_TIMEOUT <seconds>]
#                  [TEST_LABELS <label>])
#
# Turns the calling folder into the static library whimbrel_<name> (alias whimbrel::<name>) from its
# *.cpp files, its *_test.cpp files into the test program whimbrel_<name>_test, and its
# *_livetest.cpp files, which need the servers of tests/servers, into whimbrel_<name>_livetest.
# DEPENDS names whimbrel libraries without prefix; docs/libraries.md says which are allowed, and
# tools/check_layers.py holds them against it. TEST_SUPPORT, implied by a name that ends in
# _testing: for tests only, not installed. THREADED: see whimbrel_test.
function(whimbrel_library name)
  cmake_parse_arguments(ARG "TEST_SUPPORT;THREADED" "TEST_TIMEOUT"
                        "DEPENDS;LINK;TEST_LINK;TEST_LABELS" ${ARGN})
  if(name MATCHES "_testing$")
    set(ARG_TEST_SUPPORT TRUE)
  endif()
  if(ARG_TEST_SUPPORT AND NOT WHIMBREL_BUILD_TESTS)
    return()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB test_sources CONFIGURE_DEPENDS *_test.cpp)
  file(GLOB live_sources CONFIGURE_DEPENDS *_livetest.cpp)
  list(REMOVE_ITEM sources ${test_sources} ${live_sources})

  set(target whimbrel_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(whimbrel::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
    $<INSTALL_INTERFACE:include>)
  list(TRANSFORM ARG_DEPENDS PREPEND whimbrel::)
  target_link_libraries(${target} ${scope} ${ARG_DEPENDS} ${ARG_LINK})
  if(NOT ARG_TEST_SUPPORT)
    set_property(GLOBAL APPEND PROPERTY WHIMBREL_LIBRARIES ${target})
  endif()
  if(sources)
    target_precompile_headers(${target} REUSE_FROM whimbrel_pch)
  endif()

  if(NOT WHIMBREL_BUILD_TESTS)
    return()
  endif()
  set(threaded)
  if(ARG_THREADED)
    set(threaded THREADED)
  endif()
  if(test_sources)
    whimbrel_test(${target}_test ${threaded} SOURCES ${test_sources}
                  LINK whimbrel::${name} ${ARG_TEST_LINK}
                  TIMEOUT "${ARG_TEST_TIMEOUT}" LABELS ${ARG_TEST_LABELS})
  endif()
  if(live_sources)
    whimbrel_test(${target}_livetest LIVE SOURCES ${live_sources}
                  LINK whimbrel::${name} ${ARG_TEST_LINK}
                  TIMEOUT "${ARG_TEST_TIMEOUT}" LABELS ${ARG_TEST_LABELS})
  endif()
endfunction()

# What the thread sanitizer is for: the test programs that start threads, label threads.
add_custom_target(threaded_tests)

# For tests that need servers: ctest starts them before the first such test, once for all of them,
# and ends them after the last. A test program that is run by itself starts its own.
set(WHIMBREL_TEST_SERVERS ${CMAKE_BINARY_DIR}/test-servers)
set(WHIMBREL_LIVE_ENVIRONMENT WHIMBREL_TEST_SERVERS=${WHIMBREL_TEST_SERVERS}/servers.json)
if(WHIMBREL_BUILD_TESTS)
  foreach(verb start stop)
    add_test(NAME servers.${verb} COMMAND ${Python3_EXECUTABLE}
             ${PROJECT_SOURCE_DIR}/tests/servers/servers.py ${verb} ${WHIMBREL_TEST_SERVERS})
    set_tests_properties(servers.${verb} PROPERTIES LABELS live TIMEOUT 200)
  endforeach()
  set_tests_properties(servers.start PROPERTIES FIXTURES_SETUP test_servers)
  set_tests_properties(servers.stop PROPERTIES FIXTURES_CLEANUP test_servers)
endif()

# whimbrel_test(<target> [THREADED] [LIVE] SOURCES <file>... [LINK <target>...]
#               [TIMEOUT <seconds>] [LABELS <label>...])
# A GoogleTest program with rapidcheck at hand; every test of it is one ctest entry. The label long
# keeps a suite out of the sanitizer runs, where it would take minutes; THREADED takes it into that
# of the thread sanitizer. LIVE: it needs the servers.
function(whimbrel_test target)
  cmake_parse_arguments(ARG "THREADED;LIVE" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${target} ${ARG_SOURCES})
  if(ARG_THREADED)
    add_dependencies(threaded_tests ${target})
    list(APPEND ARG_LABELS threads)
  endif()
  target_link_libraries(${target} PRIVATE ${ARG_LINK} whimbrel::base_testing
    GTest::gtest_main GTest::gmock rapidcheck)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_precompile_headers(${target} REUSE_FROM whimbrel_test_pch)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  string(REGEX REPLACE "^whimbrel_|_(test|livetest)$" "" prefix ${target})
  set(live)
  if(ARG_LIVE)
    list(APPEND ARG_LABELS live)
    set(live FIXTURES_REQUIRED test_servers ENVIRONMENT ${WHIMBREL_LIVE_ENVIRONMENT})
  endif()
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${prefix}.
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}" ${live})
endfunction()
