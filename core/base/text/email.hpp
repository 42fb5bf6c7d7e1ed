#pragma once
// The one rule for e-mail addresses. Pure.

#include <optional>
#include <string>
#include <string_view>

namespace halle {

/// An address of the usual form with its domain in small letters; the part before the @ is kept as
/// written. Empty unless that part has 1 to 64 ASCII characters, the domain at least two labels and
/// 253 characters at most, and the whole 254 at most. Spaces around it are not taken away.
std::optional<std::string> normal_email(std::string_view text);
/// The part of an address after the @.
std::string_view domain_of(std::string_view email);

}  // namespace halle
