#pragma once
// The modules of the program, robbed of the clauses by which their statements keep to one
// association: what is left between associations then is row-level security.

#include <set>
#include <string>
#include <vector>

#include "core/abi/halle_module.h"

namespace halle::test {

/// The same modules. What they send has lost `org_id = $n` and `a.org_id = b.org_id`.
std::vector<halle_module_entry> robbed_modules();

/// The statements that lost something, as they are sent now. While no node runs.
const std::set<std::string>& robbed_statements();

}  // namespace halle::test
