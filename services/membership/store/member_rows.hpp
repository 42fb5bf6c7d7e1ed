#pragma once
// Members as rows of the table membership.member.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// All members by number, or the one with `number` if it is not empty.
Result<std::vector<v1::Member>> members(sdk::Call& call, std::string_view number);

}  // namespace halle::membership::store
