#pragma once
// Somebody who becomes a member, whoever asks for it.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/period.hpp"

namespace halle::membership {

/// Adds a member. Errors as Members.Add.
Result<v1::Member> add_member(sdk::Call& call, const v1::AddMemberRequest& request, Day today);

/// Puts a member into the membership of another. Errors as Members.SetHousehold.
Status join_household(sdk::Call& call, const std::string& number, const std::string& main,
                      Day today);

}  // namespace halle::membership
