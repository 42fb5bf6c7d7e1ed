#pragma once
// The standing of members: membership.member.standing and its history membership.standing.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// Writes a standing if it is another and emits StandingChanged; says whether it did. A suspension
/// by a person is also written over an automatic one, which would end by itself. The caller has
/// locked the member. A member who leaves loses every mandate; SubjectLeft tells hub who left,
/// SubjectReturned who is back. Errors: NOT_FOUND `membership.member_unknown`, FAILED_PRECONDITION
/// `membership.erased`.
Result<bool> set_standing(sdk::Call& call, const std::string& number, v1::Standing standing,
                          const std::string& cause);

/// Whether a member may leave, asked of hub outside of a transaction. Error FAILED_PRECONDITION
/// `hub.last_administrator`.
Status check_leaving(sdk::Call& call, const std::string& number);

/// Has members leave who are erased and have not left: a restored dump is from before they left,
/// and they were erased again. How many. Locks the members of the organisation that it changes.
Result<int> let_erased_leave(sdk::Call& call);

/// Emits SubjectLeft, of erased members SubjectForgotten too, for those who left and of whom it was
/// not emitted yet; how many.
Result<int> tell_left(sdk::Call& call);

/// A standing that a member had or has.
struct PastStanding {
  v1::Standing standing = v1::STANDING_UNSPECIFIED;
  Instant since{};
  std::string cause;
};
HALLE_ROW(PastStanding, standing, since, cause)
/// Of the member with that number, the latest first; none if there is no such member.
Result<std::vector<PastStanding>> standings(sdk::Call& call, const std::string& number);

}  // namespace halle::membership::store
