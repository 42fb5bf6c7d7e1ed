#pragma once
// E-mail addresses as sign-in names.

#include <string>

#include "core/base/result.hpp"

namespace halle::hub {

/// Trimmed, in small letters. Error: `hub.bad_email`, field `email`.
Result<std::string> read_email(const std::string& text);

}  // namespace halle::hub
