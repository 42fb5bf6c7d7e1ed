#pragma once
// E-mail addresses as sign-in names.

#include <string>

#include "core/base/result.hpp"

namespace halle::hub {

/// An address that core/base/text/email.hpp accepts, trimmed and all in small letters, as signing
/// in looks it up. Error: `hub.bad_email`, field `email`.
Result<std::string> read_email(const std::string& text);

}  // namespace halle::hub
