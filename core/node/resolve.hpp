#pragma once
// A composition's modules as a node, a migration and a plan see them.

#include <string>
#include <vector>

#include "core/module/loading/module.hpp"

namespace halle::node {

/// The modules of a composition, and in `descriptors` what can be called there.
Result<module::Resolved> resolve(const std::vector<halle_module_entry>& entries,
                                 const ::halle::module::v1::Composition& composition,
                                 const std::string& modules_folder, bus::Descriptors& descriptors);

/// The node that runs a module; null if none does.
const std::string* node_of(const ::halle::module::v1::Composition& composition,
                           const std::string& module);

}  // namespace halle::node
