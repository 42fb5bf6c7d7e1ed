#pragma once
// Statements of the kernel itself, as role halle_kernel, over all organisations.

#include <string>
#include <string_view>
#include <vector>

#include "core/db/connection.hpp"
#include "core/db/literal.hpp"

namespace halle::db {

/// Runs one statement in a transaction of its own and returns its block.
Result<std::string> kernel_query(Database& database, std::string_view sql,
                                 const std::vector<std::string>& params = {});

}  // namespace halle::db
