#pragma once
// The modules of a composition, as a node, a migration and `halle plan` need them.

#include <string>
#include <vector>

#include "core/module/loading/module.hpp"

namespace halle::node {

/// Returns the verified modules of a composition and adds their methods to `descriptors`.
Result<module::Resolved> resolve(const std::vector<halle_module_entry>& entries,
                                 const ::halle::module::v1::Composition& composition,
                                 const std::string& modules_folder, bus::Descriptors& descriptors);

/// The node that runs a module; null if none does.
const std::string* node_of(const ::halle::module::v1::Composition& composition,
                           const std::string& module);

}  // namespace halle::node
