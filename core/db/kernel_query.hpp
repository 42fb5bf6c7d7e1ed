#pragma once
// Statements of the kernel itself, as role halle_kernel, over all organisations.

#include <string>
#include <string_view>
#include <vector>

#include "core/db/connection.hpp"

namespace halle::db {

/// Runs one statement in a transaction of its own and returns its block.
Result<std::string> kernel_query(Database& database, std::string_view sql,
                                 const std::vector<std::string>& params = {});

/// A text array literal.
std::string array_literal(const std::vector<std::string>& texts);

}  // namespace halle::db
