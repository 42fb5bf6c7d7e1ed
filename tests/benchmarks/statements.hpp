#pragma once
// The statements that a call sends to PostgreSQL, taken from the server's own log, and pgbench
// sending the very same ones.

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/support/running.hpp"

namespace halle::test {

struct Statement {
  std::string sql;                    // with $1, $2 …
  std::map<int, std::string> params;  // as text; NULL is absent
};

/// Makes one call while the server logs every statement and returns those of its transaction, BEGIN
/// and COMMIT included. `marker` is a text that only the call's transaction has.
std::vector<Statement> statements_of(const Running& running, const std::string& marker,
                                     const std::function<void()>& call);

/// What stands in a script for a parameter of a given value: an SQL expression over pgbench
/// variables.
using Varying = std::map<std::string, std::string>;

struct Script {
  std::string preamble;                             // \set lines
  std::vector<std::vector<Statement>> round_trips;  // each one pipeline
  Varying varying;
  std::string role = "orders_rw";  // of the module whose statements they are
};

/// Runs pgbench with prepared statements and so many connections; as many as a node has workers, if
/// not said. Returns transactions per second. `user` is halle_app, or halle_admin to leave out
/// row-level security.
double pgbench(const Running& running, const Script& script, const std::string& user,
               double seconds, int connections = 6);

}  // namespace halle::test
