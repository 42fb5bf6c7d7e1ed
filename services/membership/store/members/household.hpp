#pragma once
// The table membership.belonging: which members are in the membership of another, who pays for it.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/period.hpp"

namespace halle::membership::store {

/// Queues: nobody changes a member, nor those who are in one membership with that member, until the
/// transaction ends. Locks their rows in the order of their numbers.
void lock_household(sdk::Call& call, const std::string& number);

/// Number of the member in whose membership that member is; empty if it is their own.
Result<std::string> main_of(sdk::Call& call, const std::string& number);

/// Those who are in the membership that the member pays, in the order of their numbers.
Result<std::vector<std::string>> others_of(sdk::Call& call, const std::string& number);

/// Error NOT_FOUND `membership.member_unknown`.
Result<v1::Household> household(sdk::Call& call, const std::string& number);

/// From `today` on the member is in the membership of `main`, or in their own if that is empty;
/// emits HouseholdChanged if it was otherwise. Both are locked, and the caller has checked that it
/// may be.
Status set_main(sdk::Call& call, const std::string& number, const std::string& main, Day today);

/// A member who left is in no membership with others from `today` on; what that member had paid for
/// covers them still.
Status end_household(sdk::Call& call, const std::string& number, Day today);

}  // namespace halle::membership::store
