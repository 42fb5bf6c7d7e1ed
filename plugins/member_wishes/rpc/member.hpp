#pragma once
// The member for whom the caller acts.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace halle::member_wishes {

/// Whether the organisation has the member and the member has not left. Outside of a transaction.
inline Result<bool> is_here(sdk::Call& call, const std::string& number) {
  membership::v1::FindMemberRequest request;
  request.set_number(number);
  const auto found = membership::v1::MembersClient(call).find(request);
  if (!found && found.error().code != Code::not_found) return found.error();
  return found && found.value().standing() != membership::v1::STANDING_LEFT;
}

/// The number of the member whose wish it is: the caller, or the member that is named, if the
/// caller may act for others. Errors: FAILED_PRECONDITION `member_wishes.no_number`, NOT_FOUND
/// `member_wishes.member_unknown`, also of a member for whom the caller may not act. Outside of a
/// transaction.
inline Result<std::string> whose(sdk::Call& call, const std::string& named) {
  const std::string own(call.subject());
  if (named.empty() && own.empty())
    return Error{Code::failed_precondition, "member_wishes.no_number"};
  const std::string number = named.empty() ? own : named;
  const Error unknown = not_found("member", "member_wishes.member_unknown", number);
  if (number != own && !call.allowed("member_wishes.wish.answer")) return unknown;
  HALLE_TRY(here, is_here(call, number));
  if (!here) return unknown;
  return number;
}

}  // namespace halle::member_wishes
