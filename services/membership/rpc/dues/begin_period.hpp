#pragma once
// A membership that begins, whoever asks for it.

#include "services/membership/store/dues/dues.hpp"

namespace halle::membership {

/// Whether the caller is that member.
inline bool is_own(const sdk::Call& call, const std::string& number) {
  return !number.empty() && call.subject() == number;
}

/// Whether the caller may decide on a member's membership: nobody does on their own, nor on that
/// of the member who pays for them. Error FAILED_PRECONDITION `membership.not_for_oneself`.
Status check_not_own(sdk::Call& call, const std::string& number);

/// Records a membership of a member who is locked, from `today` on or after the one that runs, and
/// that it is paid unless `means` is unspecified. Errors as Dues.Renew. Its id.
Result<std::string> begin_period(sdk::Call& call, const std::string& number,
                                 const std::string& bracket, v1::Means means, Day today);

}  // namespace halle::membership
