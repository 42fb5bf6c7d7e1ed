#pragma once
// What this module asks membership.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.halle.hpp"

namespace template_cpp {

/// Whether a member is one of the association, now. Call it before the transaction begins.
inline halle::Result<bool> is_here(halle::sdk::Call& call, const std::string& number) {
  halle::membership::v1::FindMemberRequest request;
  request.set_number(number);
  const auto found = halle::membership::v1::MembersClient(call).find(request);
  if (!found && found.error().code != halle::Code::not_found) return found.error();
  return found && found.value().standing() != halle::membership::v1::STANDING_LEFT;
}

}  // namespace template_cpp
