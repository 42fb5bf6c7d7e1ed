#pragma once
// Migrates a database to the schema this program knows: roles, one schema per module, forward-only
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
  bool essential = false;  // its rows of an organisation are never purged
  std::string functions;   // statements that recreate functions of the schema, run as its owner
};

struct Applied {
  std::string schema;
  int number = 0;
  std::string name;
};

/// The role of the nodes; it owns nothing and cannot bypass row-level security.
inline constexpr const char* app_role = "halle_app";

/// In the schema of a module that is not essential, the migrator creates two functions that the
/// kernel calls within an organisation's scope: `halle_rows(bigint)` returns the module's rows of
/// the organisation as lines of JSON, skipping the given number; `halle_erase()` deletes these rows
/// and returns their number.
///
/// Migrates the kernel's schema and then `schemas` in the given order (that of their dependencies).
/// Calls `before` once, before the first change to a database that has content: the automatic dump.
/// Refuses, with nothing migrated: `halle.schema_newer` (a recorded migration is unknown),
/// `halle.migration_changed` (a checksum differs). Error: `halle.migration_failed`.
Result<std::vector<Applied>> migrate(const std::string& admin_conninfo,
                                     const std::vector<Schema>& schemas,
                                     const std::function<Status()>& before);

/// Creates the roles of the kernel's schema and of the modules' schemas, known to this program or
/// not: a dump refers to these roles but does not contain them. Error:
/// `halle.database_unavailable`.
Status make_roles(const std::string& admin_conninfo, const std::vector<std::string>& schemas);

/// Returns when the database accepts writes. Waits `patience` for an answer, and without limit
/// while the server reports that it is starting or recovering. Error: `halle.database_unavailable`.
Status wait_until_writable(const std::string& conninfo, std::chrono::milliseconds patience);

/// Checks whether an external server can hold an installation: it accepts writes, its login has the
/// rights that `migrate` and a dump need, module roles can be prevented from setting the
/// organisation, and its clock differs from `clock` by 2 s at most. Errors, with what the server's
/// administrator has to run as detail: `halle.database_unavailable`, `halle.database_read_only`,
/// `halle.database_login_refused`, `halle.database_open`, `halle.clock_skew`.
Status check_server(const std::string& admin_conninfo, const Clock& clock = system_clock());

/// Creates or updates, on an external server, a login for the nodes that can become halle_app and
/// nothing else; the server stores only the SCRAM verifier of its password. Tries the login.
/// Errors: `halle.no_password` (the administrator signs in without a password, so a password for
/// the nodes would protect nothing), `halle.node_login_refused` (detail: the server's message),
/// `halle.database_unavailable`.
Status make_node_login(const std::string& admin_conninfo, const Login& login);

/// After a restore, ends what must not become valid again (sessions, links): calls the function
/// `halle_restored()` of each module schema that has one. Error: `halle.migration_failed`, detail
/// the schema.
Status after_restore(const std::string& admin_conninfo);

/// Creates an empty database. Error: `halle.database_refused`.
Status create_database(const std::string& admin_conninfo, const std::string& name);

/// True if operations of an installation are recorded in the database. Error:
/// `halle.database_unavailable`.
Result<bool> is_in_use(const std::string& admin_conninfo);

}  // namespace halle::db
