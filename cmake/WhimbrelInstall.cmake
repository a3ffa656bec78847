# `cmake --install`: the program, the libraries with their headers, a package config so that
# find_package(whimbrel) gives whimbrel::engine and the rest, and the manual page.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/whimbrel)
get_property(libraries GLOBAL PROPERTY WHIMBREL_LIBRARIES)
install(TARGETS ${libraries} EXPORT whimbrelTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT whimbrelTargets NAMESPACE whimbrel:: DESTINATION ${package_dir})

install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/whimbrel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*_test.hpp" EXCLUDE
        PATTERN testing EXCLUDE PATTERN contract EXCLUDE)

install(TARGETS whimbrel RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${PROJECT_SOURCE_DIR}/docs/man/whimbrel.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_SOURCE_DIR}/data/recipe.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/whimbrel)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/whimbrelConfig.cmake.in ${PROJECT_BINARY_DIR}/whimbrelConfig.cmake
  INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/whimbrelConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/whimbrelConfig.cmake
  ${PROJECT_BINARY_DIR}/whimbrelConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/WhimbrelDependencies.cmake
  DESTINATION ${package_dir})
