# find_package(Halle): the SDK as it was installed. Defines halle_proto(), halle_module() and
# halle_module_test() (Halle.cmake) and the libraries proto_<module> of Halle's own modules.

include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Protobuf MODULE)
find_dependency(spdlog)
find_dependency(GTest)
find_dependency(PkgConfig)
pkg_check_modules(pqxx REQUIRED QUIET IMPORTED_TARGET libpqxx)
pkg_check_modules(pq REQUIRED QUIET IMPORTED_TARGET libpq)
pkg_check_modules(sodium REQUIRED QUIET IMPORTED_TARGET libsodium)
pkg_check_modules(utf8proc REQUIRED QUIET IMPORTED_TARGET libutf8proc)
pkg_check_modules(elf REQUIRED QUIET IMPORTED_TARGET libelf)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

get_filename_component(HALLE_PROTO_DIR ${CMAKE_CURRENT_LIST_DIR}/../../../share/halle/proto ABSOLUTE)
include(${CMAKE_CURRENT_LIST_DIR}/HalleTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/Halle.cmake)
