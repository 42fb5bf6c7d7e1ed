#pragma once
// Connection strings of libpq, in both of their forms.

#include <map>
#include <string>

#include "core/base/result.hpp"

namespace halle::db {

/// The same connection as `key='value' …`, with `settings` added where it has none, and `options`
/// (such as `-c name=value`) appended to those it has. Error `halle.database_url_refused` if it
/// cannot be parsed; the error does not repeat the input, which may hold a password.
Result<std::string> conninfo_with(const std::string& given,
                                  const std::map<std::string, std::string>& settings,
                                  const std::string& options = {});

/// A role and its password.
struct Login {
  std::string name;
  std::string password;
};

/// The same connection for another role: without the original password, password file and
/// certificate. Error as conninfo_with().
Result<std::string> conninfo_as(const std::string& given, const Login& login);

}  // namespace halle::db
