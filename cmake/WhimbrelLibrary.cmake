# whimbrel_library(<name> [TEST_SUPPORT] [THREADED] [DEPENDS <whimbrel library>...]
#                  [LINK <target>...] [TEST_LINK <target>...] [TEST_TIMEOUT <seconds>]
#                  [TEST_LABELS <label>])
#
# Turns the calling folder into the static library whimbrel_<name> (alias whimbrel::<name>) from its
# *.cpp files, and its *_test.cpp files into the test program whimbrel_<name>_test.
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
  file(GLOB test_sources CONFIGURE_DEPENDS *_test.cpp *_livetest.cpp)
  list(REMOVE_ITEM sources ${test_sources})

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

  if(WHIMBREL_BUILD_TESTS AND test_sources)
    set(threaded)
    if(ARG_THREADED)
      set(threaded THREADED)
    endif()
    whimbrel_test(${target}_test ${threaded} SOURCES ${test_sources}
                  LINK whimbrel::${name} ${ARG_TEST_LINK}
                  TIMEOUT "${ARG_TEST_TIMEOUT}" LABELS ${ARG_TEST_LABELS})
  endif()
endfunction()

# What the thread sanitizer is for: the test programs that start threads, label threads.
add_custom_target(threaded_tests)

# whimbrel_test(<target> [THREADED] SOURCES <file>... [LINK <target>...] [TIMEOUT <seconds>]
#               [LABELS <label>...])
# A GoogleTest program with rapidcheck at hand; every test of it is one ctest entry. The label long
# keeps a suite out of the sanitizer runs, where it would take minutes; THREADED takes it into that
# of the thread sanitizer.
function(whimbrel_test target)
  cmake_parse_arguments(ARG "THREADED" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  add_executable(${target} ${ARG_SOURCES})
  if(ARG_THREADED)
    add_dependencies(threaded_tests ${target})
    list(APPEND ARG_LABELS threads)
  endif()
  target_link_libraries(${target} PRIVATE ${ARG_LINK} GTest::gtest_main GTest::gmock rapidcheck)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_precompile_headers(${target} REUSE_FROM whimbrel_test_pch)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  target_compile_definitions(${target} PRIVATE WHIMBREL_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  string(REGEX REPLACE "^whimbrel_|_test$" "" prefix ${target})
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${prefix}.
    PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()
