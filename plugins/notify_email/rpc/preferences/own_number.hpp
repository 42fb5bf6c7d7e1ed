#pragma once
// The member behind a call.

#include <string>

#include "core/sdk/call.hpp"

namespace halle::notify_email {

/// The caller's number. NOT_FOUND `notify_email.no_number` for an account that is no member's.
inline Result<std::string> own_number(sdk::Call& call) {
  if (call.subject().empty()) return Error{Code::not_found, "notify_email.no_number"};
  return std::string(call.subject());
}

}  // namespace halle::notify_email
