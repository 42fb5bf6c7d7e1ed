#pragma once
// What becomes of a member's hours if nothing more is booked, and what would mend it.

#include <map>

#include "halle/shifts/v1/shifts.halle.hpp"
#include "services/shifts/domain/fixed.hpp"
#include "services/shifts/domain/monthly_hours.hpp"

namespace halle::shifts {

/// Sets `late_on`, and `mending` if that is wanted, of a statement as of today whose state is set.
/// `facts`: hers, what she gave until now; `booked`: her seats to come, of which `booked_minutes`
/// by month.
Status add_forecast(sdk::Call& call, const std::string& zone, Day today, MemberFacts facts,
                    const std::vector<MonthlyRule>& rules, const std::vector<Stay>& booked,
                    const std::map<Month, int>& booked_minutes, bool with_mending,
                    v1::Statement& statement);

}  // namespace halle::shifts
