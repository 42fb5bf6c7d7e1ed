#pragma once
// What a module declares about persons (halle.module.v1.PersonalData), as two functions of its
// schema:
//
// halle_personal(text) returns the rows about the person with that number in the organisation of
// the transaction, a row a cell: title, line (from 1 within its title), heading, cell ('' for
// NULL), in the order of the declaration. halle_forget(text) clears and deletes what is declared
// so, and returns how many rows that changed.
//
// Both run with the caller's rights, the module's own role: row-level security holds.

#include <string>

#include "core/base/result.hpp"
#include "halle/module/v1/personal.pb.h"

namespace halle::module {

/// The statements that make both functions in `schema`. Error `halle.module_refused` with a
/// sentence: a table or column without a name, or a declaration that contradicts itself.
Result<std::string> personal_functions(const std::string& schema,
                                       const ::halle::module::v1::PersonalData& data);

}  // namespace halle::module
