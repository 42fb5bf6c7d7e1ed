#pragma once
// The things for which modules make shifts.

#include "services/shifts/store/planning/extras.hpp"

namespace halle::shifts {

/// The calling module's thing of that id. Errors: `shifts.bad_source`, PERMISSION_DENIED
/// `halle.not_allowed` for a caller who may not manage the planning.
Result<store::Source> source_of(const sdk::Call& call, const std::string& id);

/// FAILED_PRECONDITION `shifts.of_module` for a shift that a module has made.
Status is_not_of_module(sdk::Call& call, const store::Key& key);

}  // namespace halle::shifts
