#pragma once
// A member's standing and what changes it of its own accord.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// NOT_FOUND `membership.member_unknown`.
Error unknown_member(const std::string& number);

/// Joins to the transaction that nobody else changes standing or memberships of these until its
/// end.
void lock_members(sdk::Call& call, const std::vector<std::string>& numbers);

/// Writes a standing if it is another and tells it; says whether it was. The member is locked. Who
/// leaves has no mandate any more; hub hears who left, and who is back.
/// Error NOT_FOUND `membership.member_unknown`.
Result<bool> set_standing(sdk::Call& call, const std::string& number, v1::Standing standing,
                          const std::string& cause);

/// Whether a member may leave, asked of hub outside of a transaction. Error FAILED_PRECONDITION
/// `hub.last_administrator`.
Status check_leaving(sdk::Call& call, const std::string& number);

/// Has members leave who are erased and have not left: a restored dump is from before they left,
/// and they were erased again. How many. Locks the members of the organisation that it changes.
Result<int> let_erased_leave(sdk::Call& call);

/// Tells of those who left and were not told of yet; how many.
Result<int> tell_left(sdk::Call& call);

/// Suspends whom something stands against and restores whom nothing does any more, unless a person
/// suspended her; how many. Of these members, who are locked.
Result<int> settle_holds(sdk::Call& call, const std::vector<std::string>& numbers);

/// Joins to the transaction that what stands against a member now no longer counts.
void waive_holds(sdk::Call& call, const std::string& number);

/// How the association keeps its register.
Result<v1::Settings> settings(sdk::Call& call);

}  // namespace halle::membership::store
