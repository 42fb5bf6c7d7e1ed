#pragma once
// For whom somebody acts.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::member_wishes {

/// Whether a member is one of the association, now. Outside of a transaction.
inline Result<bool> is_here(sdk::Call& call, const std::string& number) {
  membership::v1::FindMemberRequest request;
  request.set_number(number);
  const auto found = membership::v1::MembersClient(call).find(request);
  if (!found && found.error().code != Code::not_found) return found.error();
  return found && found.value().standing() != membership::v1::STANDING_LEFT;
}

/// The member whose wish it is: the caller, or the one that she names and may. Others read like
/// those that are not there. Outside of a transaction.
inline Result<std::string> whose(sdk::Call& call, const std::string& named) {
  const std::string own(call.subject());
  if (named.empty() && own.empty())
    return Error{Code::failed_precondition, "member_wishes.no_number"};
  const std::string number = named.empty() ? own : named;
  Error unknown = bad_field("member", "member_wishes.member_unknown", number);
  unknown.code = Code::not_found;
  if (number != own && !call.allowed("member_wishes.wish.answer")) return unknown;
  HALLE_TRY(here, is_here(call, number));
  if (!here) return unknown;
  return number;
}

}  // namespace halle::member_wishes
