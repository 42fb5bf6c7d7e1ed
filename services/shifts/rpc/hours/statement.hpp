#pragma once
// The statement of a member's hours.

#include "halle/shifts/v1/shifts.halle.hpp"

namespace halle::shifts {

/// The hours of a member, whoever asks. Errors: those of Hours.GetStatement.
Result<v1::Statement> statement_of(sdk::Call& call, const v1::GetStatementRequest& request,
                                   bool with_mending);

}  // namespace halle::shifts
