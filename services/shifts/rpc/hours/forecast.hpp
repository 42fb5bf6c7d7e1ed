#pragma once
// When a member will owe time if nothing more is booked, and which shifts would prevent it.

#include "halle/shifts/v1/shifts.halle.hpp"
#include "services/shifts/domain/hours/rules.hpp"

namespace halle::shifts {

/// Sets `late_on`, and `mending` if that is wanted, of a statement as of today whose member, state
/// and period are set. `account`: the facts of the account that the rule counts on, the household's
/// or the member's; `own`: those of the member alone. Both have booked shifts as attended.
Status add_forecast(sdk::Call& call, const std::string& zone, Day today, const MemberFacts& account,
                    const MemberFacts& own, const std::vector<Rule>& rules, bool with_mending,
                    v1::Statement& statement);

}  // namespace halle::shifts
