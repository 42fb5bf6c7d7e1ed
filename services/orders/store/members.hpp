#pragma once
// The table orders.member: number and standing of members, copied from membership.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::orders::store {

/// NOT_FOUND `orders.member_unknown`.
Error unknown_member(const std::string& number);

/// Checks that the caller may order for this member: the own number, or a permission. Otherwise
/// NOT_FOUND, as for an unknown member.
Status may_order_for(const sdk::Call& call, const std::string& number);

/// Stores the member's standing.
Status keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                   membership::v1::Standing standing);
/// The same for an unknown member; the stored state of another is unchanged.
Status add_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                  membership::v1::Standing standing);

/// The numbers of all active members that are known here, in order.
Result<std::vector<std::string>> active_members(sdk::Call& call);

/// Asks membership about a member that is not known here; ends the transaction first. Error
/// NOT_FOUND `orders.member_unknown`.
Result<membership::v1::MemberRef> find_member(sdk::Call& call, const std::string& number);
/// The same, and queues, in the transaction that opens next, storing the member with that standing,
/// unless an event has stored another one meanwhile.
Status fetch_member(sdk::Call& call, const std::string& number);

}  // namespace halle::orders::store
