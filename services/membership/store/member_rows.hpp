#pragma once
// Members as rows of the table membership.member.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// Joins to the transaction that nobody else adds members until its end.
void lock_register(sdk::Call& call);

/// All members by number.
Result<std::vector<v1::Member>> members(sdk::Call& call);
/// The one with that number, if there is one.
Result<std::vector<v1::Member>> members(sdk::Call& call, const std::string& number);

/// Who was a member at the end of that day (YYYY-MM-DD) in the zone, by number, as she stood then;
/// the rest as it is known now.
Result<std::vector<v1::Member>> members_on(sdk::Call& call, const std::string& day,
                                           const std::string& zone);

}  // namespace halle::membership::store
