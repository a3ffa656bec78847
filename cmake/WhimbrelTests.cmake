# What only the tests need, and the checks of the source tree, each a ctest entry (label: check).
find_package(GTest 1.12 REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
include(GoogleTest)
include(WhimbrelFuzz)

function(whimbrel_check name)
  add_test(NAME check.${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(check.${name} PROPERTIES LABELS check)
endfunction()

whimbrel_check(layers ${Python3_EXECUTABLE} tools/check_layers.py)
whimbrel_check(style ${Python3_EXECUTABLE} tools/check_style.py)
whimbrel_check(quotes ${Python3_EXECUTABLE} tools/check_quotes.py)
whimbrel_check(tools ${Python3_EXECUTABLE} -m unittest discover -s tools/tests)
