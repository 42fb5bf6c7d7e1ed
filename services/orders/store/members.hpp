#pragma once
// What orders keeps of members.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::orders::store {

/// NOT_FOUND `orders.member_unknown`.
Error unknown_member(const std::string& number);

/// A member may order for herself, staff for anybody; otherwise she reads like one that is not
/// there.
Status may_order_for(const sdk::Call& call, const std::string& number);

/// Joins to the transaction that a member is known with this standing.
void keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                 int standing);

/// Asks membership about a member that is not known here; ends the transaction first. Error
/// NOT_FOUND `orders.member_unknown`.
Result<membership::v1::MemberRef> find_member(sdk::Call& call, const std::string& number);
/// The same, and keeps her in the transaction that opens next.
Status fetch_member(sdk::Call& call, const std::string& number);

}  // namespace halle::orders::store
