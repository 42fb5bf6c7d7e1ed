#pragma once
// The modules linked into this program. The build generates the list from its halle_module() calls.

#include <vector>

#include "core/abi/halle_module.h"

namespace halle::node {

std::vector<halle_module_entry> static_modules();

}  // namespace halle::node
