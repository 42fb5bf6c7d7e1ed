#pragma once
// The table membership.hold: reasons that suspend a member automatically.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::membership::store {

/// The causes of automatic suspensions, as the history of standings has them.
const std::vector<std::string>& hold_causes();

/// Suspends those of these members who have a hold that is not waived, and makes those active again
/// who have none and were suspended automatically; how many. The caller has locked them.
Result<int> settle_holds(sdk::Call& call, const std::vector<std::string>& numbers);

/// Queues: waives the present holds of a member, who stays active in spite of them.
void waive_holds(sdk::Call& call, const std::string& number);

/// Queues: the member owes time, or not any more.
void set_late(sdk::Call& call, const std::string& number, bool late);

/// Of all members who have not left: holds for memberships that ended before that day, and for no
/// others; none without a day. Waits.
Status hold_ended(sdk::Call& call, const std::optional<Day>& before);
/// Queues: no ended membership is held against these members.
void lift_ended(sdk::Call& call, const std::vector<std::string>& numbers);
/// Queues: the same of a member who is in the membership of `main`, if that runs today.
void lift_ended_with(sdk::Call& call, const std::string& number, const std::string& main,
                     Day today);

}  // namespace halle::membership::store
