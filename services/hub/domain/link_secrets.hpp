#pragma once
// Links whose secret is computed when a letter is composed (Call::secret), because only its hash is
// stored.

#include <string>

#include "core/base/ids.hpp"

namespace halle::hub {

/// Label of the secret of an invitation sent by letter.
inline std::string invitation_label(const Uuid& letter) {
  return "invitation:" + letter.text();
}

/// Label of the secret of a link to choose a new password.
inline std::string password_link_label(const Uuid& link) {
  return "password:" + link.text();
}

}  // namespace halle::hub
