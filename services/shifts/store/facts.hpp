#pragma once
// What the rule packs must know of members.

#include <map>

#include "core/sdk/call.hpp"
#include "services/shifts/domain/monthly_hours.hpp"

namespace halle::shifts::store {

/// All rules of the association, newest first.
Result<std::vector<MonthlyRule>> rules(sdk::Call& call);

/// Facts by member's number. Given time is that of entries effective before `until`, whatever it is
/// recorded.
Result<std::map<std::string, MemberFacts>> facts_of(sdk::Call& call,
                                                    const std::vector<std::string>& members,
                                                    const std::string& zone, Instant until);

}  // namespace halle::shifts::store
