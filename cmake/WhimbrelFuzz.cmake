# whimbrel_fuzzer(<name> SOURCES <file>... [LINK <target>...])
#
# A libFuzzer program <name>_fuzzer. Its seed inputs are tests/fuzz/corpus/<name>/, its dictionary,
# if there is one, tests/fuzz/<name>.dict. `./dev fuzz` runs them all; ctest replays each corpus.
function(whimbrel_fuzzer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  set(target ${name}_fuzzer)
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE ${ARG_LINK})
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -fsanitize=fuzzer)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)

  set(corpus ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
  if(NOT EXISTS ${corpus})
    message(FATAL_ERROR "${target} has no seed inputs: put at least one file into ${corpus}")
  endif()
  add_test(NAME fuzz.${name}.corpus COMMAND ${target} -runs=0 ${corpus})
endfunction()
