#pragma once
// Who is in whose membership.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/period.hpp"

namespace halle::membership::store {

/// Joins to the transaction that nobody changes a member, nor those who are in one membership with
/// her, until its end.
void lock_household(sdk::Call& call, const std::string& number);

/// In whose membership she is, and else nothing.
Result<std::string> main_of(sdk::Call& call, const std::string& number);

/// Those who are in the membership that she pays, by number.
Result<std::vector<std::string>> others_of(sdk::Call& call, const std::string& number);

/// Error NOT_FOUND `membership.member_unknown`.
Result<v1::Household> household(sdk::Call& call, const std::string& number);

/// From `today` on she is in the membership of `main`, or in her own if that is empty; an event
/// HouseholdChanged if it was otherwise. Both are locked and may be.
Status set_main(sdk::Call& call, const std::string& number, const std::string& main, Day today);

/// Who left is in no membership with others from `today` on; what she had paid for covers them
/// still.
Status end_household(sdk::Call& call, const std::string& number, Day today);

}  // namespace halle::membership::store
