#pragma once
// Migrates the database in a child process, `halle-node migrate`.

#include <string>

#include "core/supervisor/database/database.hpp"
#include "core/supervisor/nodes/composer.hpp"
#include "core/supervisor/processes/children.hpp"

namespace halle::supervisor {

/// Migrates for the modules of the current composition. No time limit; ends when the supervisor is
/// asked to stop. Errors: what `halle-node migrate` reports, `halle.migration_failed`,
/// `halle.stopped`.
Task<Status> migrate(Children& children, const DataFolder& folder, const Database& database,
                     const Composer& composer, std::string node_program);

}  // namespace halle::supervisor
