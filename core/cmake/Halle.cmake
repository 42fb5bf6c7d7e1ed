# One function per kind of target. Also part of the installed SDK, where HalleConfig.cmake has said
# where Halle's protos are.

if(NOT HALLE_PROTO_DIR)
  set(HALLE_PROTO_DIR ${CMAKE_SOURCE_DIR}/proto)
endif()
set(HALLE_GEN_DIR ${CMAKE_BINARY_DIR}/gen)
set(HALLE_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})
set(HALLE_MODULES_DIR ${CMAKE_BINARY_DIR}/modules)
add_custom_target(halle-modules)  # every module as a file of its own

# halle_library(name SOURCES … LINK …): a static library of the kernel.
function(halle_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC halle_flags ${ARG_LINK})
endfunction()

# halle_precompiled(target): compiles its units with the precompiled header of halle_sdk, which holds
# what most units of modules include. Each still includes what it needs. Not for modules built with
# the installed SDK.
function(halle_precompiled target)
  get_target_property(imported halle_sdk IMPORTED)
  if(NOT imported)
    # GCC 12 takes what it inlines of a precompiled std::string for a mistake of ours.
    target_compile_options(${target} PRIVATE ${HALLE_PRECOMPILED}
      $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow>)
    target_precompile_headers(${target} REUSE_FROM halle_sdk)
  endif()
endfunction()

# halle_full_proto(name file.proto …): full protobuf code, for the kernel's own text formats.
function(halle_full_proto name)
  set(outputs)
  foreach(proto ${ARGN})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(output ${HALLE_GEN_DIR}/full/${stem}.pb.cc)
    add_custom_command(
      OUTPUT ${output} ${HALLE_GEN_DIR}/full/${stem}.pb.h
      COMMAND ${CMAKE_COMMAND} -E make_directory ${HALLE_GEN_DIR}/full
      COMMAND protoc -I ${HALLE_PROTO_DIR} --cpp_out=${HALLE_GEN_DIR}/full ${proto}
      DEPENDS ${HALLE_PROTO_DIR}/${proto}
      VERBATIM)
    list(APPEND outputs ${output})
  endforeach()
  add_library(${name} STATIC ${outputs})
  target_include_directories(${name} SYSTEM PUBLIC $<BUILD_INTERFACE:${HALLE_GEN_DIR}/full>)
  target_link_libraries(${name} PUBLIC halle_flags protobuf::libprotobuf)
  set_target_properties(${name} PROPERTIES COMPILE_OPTIONS "-w")
endfunction()

# halle_proto(name file.proto [SERVICES] [DIR folder] [LINK …]): lite code of one .proto made from its
# stripped descriptors, the complete descriptors beside it; with SERVICES also handlers and clients.
# DIR: where the file lies if it is not one of Halle's own.
function(halle_proto name proto)
  cmake_parse_arguments(ARG "SERVICES" "DIR" "LINK" ${ARGN})
  set(path -I ${HALLE_PROTO_DIR})
  set(protos ${HALLE_PROTO_DIR}/*.proto)
  if(ARG_DIR)
    set(path -I ${ARG_DIR} ${path})
    list(APPEND protos ${ARG_DIR}/*.proto)
  endif()
  string(REGEX REPLACE "\\.proto$" "" stem ${proto})
  set(out ${HALLE_GEN_DIR}/lite)
  set(complete ${HALLE_GEN_DIR}/${name}.desc)
  set(stripped ${HALLE_GEN_DIR}/${name}.stripped.desc)
  set(sources ${out}/${stem}.pb.cc)
  set(headers ${out}/${stem}.pb.h)
  set(halle_step)
  if(ARG_SERVICES)
    list(APPEND ARG_LINK halle_sdk)
    list(APPEND sources ${out}/${stem}.halle.cpp)
    list(APPEND headers ${out}/${stem}.halle.hpp)
    set(halle_step COMMAND protoc ${path}
      --plugin=protoc-gen-halle=$<TARGET_FILE:protoc-gen-halle> --halle_out=${out} ${proto})
  endif()
  file(GLOB_RECURSE all_protos CONFIGURE_DEPENDS ${protos})
  add_custom_command(
    OUTPUT ${sources} ${headers} ${complete}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
    COMMAND protoc ${path} --include_imports --descriptor_set_out=${complete} ${proto}
    ${halle_step}
    COMMAND strip_options ${complete} ${stripped}
    COMMAND protoc --descriptor_set_in=${stripped} --cpp_out=lite:${out} ${proto}
    DEPENDS ${all_protos} protoc-gen-halle strip_options
    VERBATIM)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} SYSTEM PUBLIC $<BUILD_INTERFACE:${out}>)
  target_link_libraries(${name} PUBLIC halle_flags halle_base protobuf::libprotobuf ${ARG_LINK})
  set_target_properties(${name} PROPERTIES COMPILE_OPTIONS "-w")
  set_property(GLOBAL PROPERTY ${name}_DESCRIPTORS ${complete})
  if(NOT ARG_DIR)
    set_property(GLOBAL APPEND PROPERTY HALLE_PROTOS ${name})
  endif()
endfunction()

# halle_embed(output.cpp ...): see core/cmake/embed.cmake. Writes a C++ file that holds files.
function(halle_embed output)
  cmake_parse_arguments(ARG "" "SYMBOL" "FILES" ${ARGN})
  add_custom_command(
    OUTPUT ${output}
    COMMAND embed_files ${output} ${ARG_SYMBOL} ${ARG_FILES}
    DEPENDS embed_files ${ARG_FILES}
    VERBATIM)
endfunction()

# halle_module(id [USES id …]): the module in the current folder: manifest, personal data, migrations, checks,
# texts of letters (locale/letters),
# domain/, store/, rpc/, the proto that halle_proto() made proto_<id> of, and ui/screens.js if there
# is one: its screens as a script that needs no build. DESCRIPTORS: another proto that imports this one and
# has services of the module too. The same objects make the static library
# module_<id>, for programs that carry it, and <id>.so in the folder of modules, which exports its
# entry and nothing else. ONLY_SHARED: only that file. domain_<id>: what is in domain/, for its tests.
function(halle_module id)
  cmake_parse_arguments(ARG "ONLY_SHARED" "DESCRIPTORS" "USES;LINK" ${ARGN})
  if(NOT ARG_DESCRIPTORS)
    set(ARG_DESCRIPTORS proto_${id})
  endif()
  file(GLOB own CONFIGURE_DEPENDS *.cpp)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS store/*.cpp rpc/*.cpp)
  file(GLOB_RECURSE domain CONFIGURE_DEPENDS domain/*.cpp)
  file(GLOB migrations CONFIGURE_DEPENDS migrations/*.sql)
  file(GLOB checks CONFIGURE_DEPENDS checks/*.sql)
  file(GLOB screens CONFIGURE_DEPENDS ui/screens.js)
  file(GLOB personal CONFIGURE_DEPENDS personal.textproto)
  file(GLOB letters CONFIGURE_DEPENDS locale/letters/*.txt)
  get_property(descriptors GLOBAL PROPERTY ${ARG_DESCRIPTORS}_DESCRIPTORS)
  set(embedded ${CMAKE_CURRENT_BINARY_DIR}/${id}_embedded.cpp)
  add_custom_command(
    OUTPUT ${embedded}
    COMMAND embed_module ${embedded} ${id} ${CMAKE_CURRENT_SOURCE_DIR}/module.textproto
            ${descriptors} ${migrations} ${checks} ${screens} ${personal} ${letters}
    DEPENDS embed_module module.textproto ${descriptors} ${migrations} ${checks} ${screens} ${personal}
            ${letters}
    VERBATIM)
  set(links ${ARG_DESCRIPTORS} proto_${id})
  foreach(used ${ARG_USES})
    list(APPEND links proto_${used})
  endforeach()
  add_library(objects_${id} OBJECT ${own} ${sources} ${embedded})
  target_link_libraries(objects_${id} PUBLIC halle_sdk ${links} ${ARG_LINK})
  set(objects $<TARGET_OBJECTS:objects_${id}>)
  halle_precompiled(objects_${id})
  if(domain)
    add_library(domain_${id} OBJECT ${domain})
    target_link_libraries(domain_${id} PUBLIC halle_sdk ${links} ${ARG_LINK})
    list(APPEND objects $<TARGET_OBJECTS:domain_${id}>)
    halle_precompiled(domain_${id})
  endif()
  if(NOT ARG_ONLY_SHARED)
    add_library(module_${id} STATIC ${objects})
    target_link_libraries(module_${id} PUBLIC halle_sdk ${links} ${ARG_LINK})
    set_property(GLOBAL APPEND PROPERTY HALLE_MODULES ${id})
  endif()
  if(HALLE_ONLY_PURE)
    return()
  endif()
  add_library(shared_${id} MODULE ${objects})
  target_link_libraries(shared_${id} PRIVATE halle_sdk ${links} ${ARG_LINK})
  target_link_options(shared_${id} PRIVATE -Wl,--defsym=halle_module_entry=halle_module_entry_${id}
    -Wl,--version-script=${HALLE_CMAKE_DIR}/module.map -Wl,--no-undefined)
  set_target_properties(shared_${id} PROPERTIES PREFIX "" OUTPUT_NAME ${id}
    LIBRARY_OUTPUT_DIRECTORY ${HALLE_MODULES_DIR} LINK_DEPENDS ${HALLE_CMAKE_DIR}/module.map)
  add_dependencies(halle-modules shared_${id})
  add_custom_command(TARGET shared_${id} POST_BUILD
    COMMAND ${HALLE_CMAKE_DIR}/check_exports $<TARGET_FILE:shared_${id}> VERBATIM)
endfunction()

# halle_module_test(id SOURCES …): tests of a module with core/testing, run by ctest as one test.
function(halle_module_test id)
  cmake_parse_arguments(ARG "" "" "SOURCES" ${ARGN})
  add_executable(${id}_test ${ARG_SOURCES})
  target_link_libraries(${id}_test PRIVATE module_${id} halle_testing GTest::gtest_main)
  add_test(NAME ${id}_test COMMAND ${id}_test)
endfunction()
