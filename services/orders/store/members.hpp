#pragma once
// The table orders.member: what orders keeps of members.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::orders::store {

/// NOT_FOUND `orders.member_unknown`.
Error unknown_member(const std::string& number);

/// Members may order for themselves, staff for anybody; otherwise a member reads like one that is
/// not there.
Status may_order_for(const sdk::Call& call, const std::string& number);

/// The member is known with this standing from now on.
Status keep_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                   membership::v1::Standing standing);
/// The same for an unknown member; the stored state of another is unchanged.
Status add_member(sdk::Call& call, const std::string& number, const std::string& member_id,
                  membership::v1::Standing standing);

/// Asks membership about a member that is not known here; ends the transaction first. Error
/// NOT_FOUND `orders.member_unknown`.
Result<membership::v1::MemberRef> find_member(sdk::Call& call, const std::string& number);
/// The same. Queues, in the transaction that opens next: the member is known with that standing,
/// unless an event has told another meanwhile.
Status fetch_member(sdk::Call& call, const std::string& number);

}  // namespace halle::orders::store
