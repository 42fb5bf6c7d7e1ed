#pragma once
// What notices tell members about their memberships, and the groups of members that a message can
// be sent to: reads members, memberships and mandates.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/membership/domain/period.hpp"

namespace halle::membership::store {

/// A notice about a membership that ends, or ended, on that day, and the number of its member.
struct DuesNotice {
  int index = 0;  // its place in the request
  std::string member;
  Day last_day{};
};
HALLE_ROW(DuesNotice, index, member, last_day)
/// Those that are still true: the member has not left, pays for the own membership, and is covered
/// until that day and no longer.
Result<std::vector<DuesNotice>> true_dues_notices(sdk::Call& call,
                                                  const std::vector<DuesNotice>& notices);

/// Numbers of all active members, in order.
Result<std::vector<std::string>> active_members(sdk::Call& call);
/// Numbers of the members who have not left, pay for themselves and whose membership has ended, in
/// order.
Result<std::vector<std::string>> members_with_ended_dues(sdk::Call& call, Day today);

/// A member with a mandate in a commission, as holder or deputy.
struct CommissionMember {
  std::string commission;  // its name
  std::string number;
};
HALLE_ROW(CommissionMember, commission, number)
/// Of all commissions with a mandate that runs, by name and number.
Result<std::vector<CommissionMember>> commission_members(sdk::Call& call);

}  // namespace halle::membership::store
