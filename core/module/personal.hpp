#pragma once
// Generates two functions of a module's schema from its declaration of personal data
// (halle.module.v1.PersonalData):
//
// `halle_personal(text)` returns the rows about the person with that number in the transaction's
// organisation, one row for each cell: title, line (from 1 within its title), heading, cell ('' for
// NULL), in the order of the declaration. `halle_forget(text)` clears and deletes what is declared
// so, and returns the number of rows changed.
//
// Both run with the caller's rights, the module's own role, so that row-level security applies.

#include <string>

#include "core/base/result.hpp"
#include "halle/module/v1/personal.pb.h"

namespace halle::module {

/// The statements that create both functions in `schema`. Error `halle.module_refused` with a
/// sentence: a table or column without a name, or a contradictory declaration.
Result<std::string> personal_functions(const std::string& schema,
                                       const ::halle::module::v1::PersonalData& data);

}  // namespace halle::module
