#pragma once
// Passwords, kept as argon2id (RFC 9106) with the parameters that OWASP's password storage sheet
// gives as its minimum; libsodium writes them into each hash.

#include <string>

#include "core/base/result.hpp"

namespace halle::hub {

/// Takes about 30 ms and 19 MiB. Errors: `hub.bad_password` for less than 12 characters or more
/// than 200 bytes; `halle.busy` without memory.
Result<std::string> hash_password(const std::string& password);

/// Whether the password matches the hash. False for an empty hash, after the same time.
bool is_password(const std::string& hash, const std::string& password);

}  // namespace halle::hub
