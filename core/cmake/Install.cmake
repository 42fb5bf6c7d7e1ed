# cmake --install build: the programs, the screens and the SDK, with which modules are built outside
# of this repository. Everything below one folder, /opt/halle unless told otherwise.

get_property(protos GLOBAL PROPERTY HALLE_PROTOS)
install(TARGETS halle_flags halle_base halle_sdk halle_agenda halle_bus halle_db halle_module_host
                halle_postgres halle_testing proto_manifest ${protos}
                protoc-gen-halle strip_options embed_module
        EXPORT HalleTargets)
install(EXPORT HalleTargets DESTINATION lib/cmake/Halle)
install(FILES ${HALLE_CMAKE_DIR}/HalleConfig.cmake ${HALLE_CMAKE_DIR}/Halle.cmake
              ${HALLE_CMAKE_DIR}/module.map DESTINATION lib/cmake/Halle)
install(PROGRAMS ${HALLE_CMAKE_DIR}/check_exports DESTINATION lib/cmake/Halle)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/core/abi ${CMAKE_SOURCE_DIR}/core/base
                  ${CMAKE_SOURCE_DIR}/core/sdk ${CMAKE_SOURCE_DIR}/core/testing
        DESTINATION include/halle/core
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN "codegen" EXCLUDE)
install(FILES ${CMAKE_SOURCE_DIR}/core/db/block.hpp DESTINATION include/halle/core/db)
install(DIRECTORY ${HALLE_GEN_DIR}/lite/halle DESTINATION include/halle
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(DIRECTORY ${HALLE_PROTO_DIR}/ DESTINATION share/halle/proto)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/plugins/template_cpp DESTINATION share/halle)
install(TARGETS halle halle-node halle-pictures halle-sheets)
install(DIRECTORY ${CMAKE_BINARY_DIR}/web DESTINATION . OPTIONAL)
