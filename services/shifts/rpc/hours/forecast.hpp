#pragma once
// What becomes of a member's hours if nothing more is booked, and what would mend it.

#include "halle/shifts/v1/shifts.halle.hpp"
#include "services/shifts/domain/hours/rules.hpp"

namespace halle::shifts {

/// Sets `late_on`, and `mending` if that is wanted, of a statement as of today whose state and
/// period are set. `account`: what counts for the member, `own`: what is of the member alone; with
/// what is booked as if everybody came.
Status add_forecast(sdk::Call& call, const std::string& zone, Day today, const MemberFacts& account,
                    const MemberFacts& own, const std::vector<Rule>& rules, bool with_mending,
                    v1::Statement& statement);

}  // namespace halle::shifts
