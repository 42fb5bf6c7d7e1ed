#pragma once
// Connection strings of libpq, in both of their forms.

#include <map>
#include <string>

#include "core/base/result.hpp"

namespace halle::db {

/// The same connection as `key='value' …`, with `settings` where it says nothing of them, and
/// `options` (as in `-c name=value`) beside those it has. Error `halle.database_url_refused` if it
/// cannot be read; it says nothing of what was given, which may hold a password.
Result<std::string> conninfo_with(const std::string& given,
                                  const std::map<std::string, std::string>& settings,
                                  const std::string& options = {});

/// A role and its password.
struct Login {
  std::string name;
  std::string password;
};

/// The same connection for another role: without the first one's password, where that is kept, and
/// its certificate. Error as conninfo_with().
Result<std::string> conninfo_as(const std::string& given, const Login& login);

}  // namespace halle::db
