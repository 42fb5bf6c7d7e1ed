#pragma once
// What the letters that bring a link need of hub.invitation and hub.password_link.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::hub::store {

inline constexpr const char* invitation_kind = "hub.invitation";
inline constexpr const char* password_kind = "hub.password";

/// A letter with a link that works.
struct LinkLetter {
  std::string kind;   // invitation_kind or password_kind
  Uuid id;            // as in NoticeDue.about
  std::string email;  // of the recipient
  Instant expires_at{};
};
HALLE_ROW(LinkLetter, kind, id, email, expires_at)

/// Those of the call's organisation with these ids; without those whose link no longer works, or
/// for which there is no e-mail.
Result<std::vector<LinkLetter>> link_letters(sdk::Call& call, const std::vector<std::string>& ids);

}  // namespace halle::hub::store
