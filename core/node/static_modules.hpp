#pragma once
// The modules this program carries. The list is made by the build from its halle_module() calls.

#include <vector>

#include "core/abi/halle_module.h"

namespace halle::node {

std::vector<halle_module_entry> static_modules();

}  // namespace halle::node
