#pragma once
// The table membership.hold: what stands against a member of its own accord.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::membership::store {

/// Suspends members against whom something stands, and makes active again members against whom
/// nothing does any more, unless a person suspended them; how many. Of these members, who are
/// locked.
Result<int> settle_holds(sdk::Call& call, const std::vector<std::string>& numbers);

/// Queues: what stands against a member now no longer counts.
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
