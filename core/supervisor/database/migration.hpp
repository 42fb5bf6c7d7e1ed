#pragma once
// The database brought up to date by a child, `halle-node migrate`.

#include <string>

#include "core/supervisor/database/database.hpp"
#include "core/supervisor/nodes/composer.hpp"
#include "core/supervisor/processes/children.hpp"

namespace halle::supervisor {

/// For the modules of the composition as it is. Takes as long as it takes, or until we are asked to
/// stop. Errors: what `halle-node migrate` says, `halle.migration_failed`, `halle.stopped`.
Task<Status> migrate(Children& children, const DataFolder& folder, const Database& database,
                     const Composer& composer, std::string node_program);

}  // namespace halle::supervisor
