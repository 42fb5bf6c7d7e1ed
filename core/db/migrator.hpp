#pragma once
// Brings a database to the schema the program knows: roles, one schema per module, forward-only
// migrations with checksums, row-level security. Runs under an advisory lock with administrator
// rights, before any node starts. Each module's new migrations are one transaction.

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time/clock.hpp"
#include "core/db/conninfo.hpp"

namespace halle::db {

struct Migration {
  int number = 0;
  std::string name;
  std::string sql;
};

struct Schema {
  std::string name;  // the module's id: schema, and roles <name>_owner and <name>_rw
  std::vector<Migration> migrations;
  bool essential = false;  // what it keeps of an organisation is never purged
  std::string functions;   // statements that make functions of the schema anew, as its owner
};

struct Applied {
  std::string schema;
  int number = 0;
  std::string name;
};

/// The role of nodes; owns nothing and cannot bypass row-level security.
inline constexpr const char* app_role = "halle_app";

/// What the kernel calls in the schema of a module that is not essential, within an organisation's
/// scope: `halle_rows(bigint)` gives what the module keeps of it as lines of JSON, after so many;
/// `halle_erase()` deletes that and returns how many rows went.
///
/// Migrates the kernel's schema and then `schemas` in the given order (that of their
/// dependencies). Calls `before` once, before the first change to a database that has content:
/// the automatic dump. Refuses, with nothing migrated: `halle.schema_newer` (a recorded migration
/// is unknown), `halle.migration_changed` (a checksum differs). Error: `halle.migration_failed`.
Result<std::vector<Applied>> migrate(const std::string& admin_conninfo,
                                     const std::vector<Schema>& schemas,
                                     const std::function<Status()>& before);

/// Makes the roles of the kernel's schema and of modules', known to this program or not: what a
/// dump of them speaks of and does not hold. Error: `halle.database_unavailable`.
Status make_roles(const std::string& admin_conninfo, const std::vector<std::string>& schemas);

/// Returns once the database takes changes. Waits `patience` for an answer, and as long as it takes
/// while the server says that it is starting or recovering. Errors: `halle.database_unavailable`.
Status wait_until_writable(const std::string& conninfo, std::chrono::milliseconds patience);

/// Whether a server that is not ours can hold an installation: it takes changes, its login may do
/// what `migrate` and a dump need, modules can be kept from saying for whom they act, and its clock
/// and `clock` agree to 2 s. Errors, with what the server's keeper has to run as detail:
/// `halle.database_unavailable`, `halle.database_read_only`, `halle.database_login_refused`,
/// `halle.database_open`, `halle.clock_skew`.
Status check_server(const std::string& admin_conninfo, const Clock& clock = system_clock());

/// Lets nodes sign in on a server that is not ours as a role of their own, which can become
/// halle_app and nothing else; the server keeps no password, only what proves it (SCRAM). Tries it.
/// Errors: `halle.no_password` (the administrator signs in without one: a password of the nodes'
/// would keep nobody from doing the same), `halle.node_login_refused` (detail: what the server
/// said), `halle.database_unavailable`.
Status make_node_login(const std::string& admin_conninfo, const Login& login);

/// What must not live again with what a dump kept: calls the function `halle_restored()` of each
/// module's schema that has one. Error: `halle.migration_failed`, detail the schema.
Status after_restore(const std::string& admin_conninfo);

/// Makes an empty database. Error: `halle.database_refused`.
Status create_database(const std::string& admin_conninfo, const std::string& name);

/// True if calls of an installation are recorded in the database. Error:
/// `halle.database_unavailable`.
Result<bool> is_in_use(const std::string& admin_conninfo);

}  // namespace halle::db
