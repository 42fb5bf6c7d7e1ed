#include "core/db/migrator.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <pqxx/pqxx>
#include <thread>

#include "core/base/ids.hpp"
#include "core/base/time/clock.hpp"
#include "core/db/connection.hpp"

namespace halle::embedded {
extern const std::string_view kernel_sql;
extern const std::string_view modules_sql;
extern const std::string_view files_sql;
extern const std::string_view exports_sql;
extern const std::string_view forgetting_sql;
extern const std::string_view erasures_sql;
}  // namespace halle::embedded

namespace halle::db {
namespace {
constexpr std::int64_t migration_lock = 7206325000;
constexpr std::chrono::seconds most_skew{2};

/// Functions that take session-level locks: revoked from modules, by the migrator if it may, else
/// by the server's administrator.
std::string session_locks() {
  std::string all;
  for (const char* name : {"lock", "lock_shared"})
    for (const char* how : {"pg_advisory_", "pg_try_advisory_"})
      for (const char* keys : {"(bigint)", "(integer, integer)"})
        all += (all.empty() ? "pg_catalog." : ", pg_catalog.") + std::string(how) + name + keys;
  return all;
}

void ensure_role(pqxx::work& tx, const std::string& role, const std::string& options) {
  if (tx.exec_params("SELECT 1 FROM pg_roles WHERE rolname = $1", role).empty())
    tx.exec("CREATE ROLE " + tx.quote_name(role) + " " + options);
}

void ensure_kernel_roles(pqxx::work& tx) {
  ensure_role(tx, "halle_owner", "NOLOGIN");
  ensure_role(tx, "halle_kernel", "NOLOGIN");
  ensure_role(tx, "halle_module", "NOLOGIN");
  ensure_role(tx, app_role, "LOGIN NOINHERIT");
  // An administrator who is no superuser (a hosted server) must belong to a role to use it.
  tx.exec("GRANT halle_kernel TO halle_app");
  tx.exec("GRANT halle_owner, halle_kernel, halle_app TO CURRENT_USER");
}

void ensure_module_roles(pqxx::work& tx, const std::string& name) {
  ensure_role(tx, name + "_owner", "NOLOGIN");
  ensure_role(tx, name + "_rw", "NOLOGIN");
  const auto rw = tx.quote_name(name + "_rw");
  tx.exec("GRANT " + tx.quote_name(name + "_owner") + " TO CURRENT_USER");
  tx.exec("GRANT " + rw + " TO halle_app");
  tx.exec("GRANT halle_module TO " + rw);
}

void ensure_frame(pqxx::work& tx) {
  ensure_kernel_roles(tx);
  tx.exec("CREATE SCHEMA IF NOT EXISTS halle AUTHORIZATION halle_owner");
  tx.exec(R"(CREATE TABLE IF NOT EXISTS halle.migration (
      module text NOT NULL, number int NOT NULL, name text NOT NULL, checksum text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (module, number)))");
  tx.exec(R"(CREATE TABLE IF NOT EXISTS halle.installation (
      singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), cluster text NOT NULL))");
  // Only the frame may set the organisation of a transaction. Where this login may not revoke the
  // right (a hosted server's administrator), the server's administrator has to: see check_server().
  tx.exec(R"(DO $$ BEGIN
      REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE WARNING 'modules may call set_config';
    END $$)");
  // A module may not leave anything in a session that others use after it: locks, temporary tables.
  tx.exec(R"(DO $$ BEGIN
      EXECUTE 'REVOKE TEMPORARY ON DATABASE ' || quote_ident(current_database()) || ' FROM PUBLIC';
      IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
        REVOKE EXECUTE ON FUNCTION )" +
          session_locks() + R"( FROM PUBLIC;
      ELSIF has_function_privilege('public', 'pg_catalog.pg_advisory_lock(bigint)', 'EXECUTE') THEN
        RAISE WARNING 'modules may keep locks in their session';
      END IF;
    END $$)");
  // Roles are global to the server: another installation's login has the same roles, so
  // it is refused access to this database. Nodes on an external server have a login of their own:
  // see make_node_login().
  const std::string database = tx.exec1("SELECT quote_ident(current_database())")[0].c_str();
  tx.exec("REVOKE CONNECT ON DATABASE " + database + " FROM PUBLIC");
  if (tx.exec1("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")[0].as<bool>())
    tx.exec("GRANT CONNECT ON DATABASE " + database + " TO halle_app");
  tx.exec("GRANT USAGE ON SCHEMA halle TO halle_kernel");
  tx.exec("GRANT SELECT ON halle.migration TO halle_kernel");
}

/// Enables row-level security on every table of the schema that has org_id.
void protect_tables(pqxx::work& tx, const std::string& schema) {
  const auto tables = tx.exec_params(
      "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
      "WHERE n.nspname = $1 AND c.relkind IN ('r', 'p') AND EXISTS (SELECT 1 FROM pg_attribute a "
      "WHERE a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped) "
      "AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = "
      "'organisation')",
      schema);
  for (const auto& row : tables) {
    const std::string table = tx.quote_name(schema) + "." + tx.quote_name(row[0].c_str());
    tx.exec("ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY");
    tx.exec("CREATE POLICY organisation ON " + table +
            " USING (org_id = (SELECT current_setting('halle.org')::uuid))");
    if (schema == "halle")
      tx.exec("CREATE POLICY kernel ON " + table + " TO halle_kernel USING (true)");
  }
}

/// Returns how many of its migrations a schema has; refuses a recorded one that this program does
/// not know.
Result<std::size_t> count_known(pqxx::work& tx, const Schema& schema) {
  const auto known = tx.exec_params(
      "SELECT number, checksum FROM halle.migration WHERE module = $1 ORDER BY number",
      schema.name);
  std::size_t next = 0;
  for (const auto& row : known) {
    if (next >= schema.migrations.size() || schema.migrations[next].number != row[0].as<int>())
      return Error{Code::failed_precondition, "halle.schema_newer", schema.name};
    if (hex(sha256(schema.migrations[next].sql)) != row[1].c_str())
      return Error{Code::failed_precondition, "halle.migration_changed",
                   schema.name + " " + schema.migrations[next].name};
    ++next;
  }
  return next;
}

Status apply(pqxx::connection& connection, const Schema& schema, const std::string& owner,
             bool kernel, const std::function<Status()>& before, bool& dumped,
             std::vector<Applied>& applied) {
  pqxx::work tx(connection);
  HALLE_TRY(next, count_known(tx, schema));
  if (next == schema.migrations.size()) return Done{};
  if (!dumped) {
    dumped = true;
    HALLE_CHECK(before());
  }
  if (!kernel) {
    ensure_module_roles(tx, schema.name);
    tx.exec("CREATE SCHEMA IF NOT EXISTS " + tx.quote_name(schema.name) + " AUTHORIZATION " +
            tx.quote_name(owner));
    tx.exec("GRANT USAGE ON SCHEMA " + tx.quote_name(schema.name) + " TO " +
            tx.quote_name(schema.name + "_rw"));
  }
  for (; next < schema.migrations.size(); ++next) {
    const auto& migration = schema.migrations[next];
    try {
      tx.exec("SET LOCAL ROLE " + tx.quote_name(owner));
      tx.exec(std::string(migration.sql));
      tx.exec("RESET ROLE");
      protect_tables(tx, schema.name);
      tx.exec_params(
          "INSERT INTO halle.migration (module, number, name, checksum) "
          "VALUES ($1, $2, $3, $4)",
          schema.name, migration.number, migration.name, hex(sha256(migration.sql)));
    } catch (const pqxx::sql_error& error) {
      return Error{Code::failed_precondition, "halle.migration_failed",
                   schema.name + " " + migration.name + ": " + error.what()};
    }
    applied.push_back({schema.name, migration.number, migration.name});
  }
  tx.commit();
  return Done{};
}

/// Creates the functions by which the kernel exports and deletes a module's data of an
/// organisation: see migrate().
void let_purge(pqxx::connection& connection, const std::string& name) {
  pqxx::work tx(connection);
  const auto schema = tx.quote_name(name);
  const auto owner = tx.quote_name(name + "_owner");
  tx.exec("GRANT USAGE ON SCHEMA halle TO " + owner);
  tx.exec(
      "GRANT EXECUTE ON FUNCTION halle.tables_of(text), halle.rows_of(text, bigint), "
      "halle.erase_rows(text), halle.file_rows(text, bigint, bigint), halle.erase_files(text) TO " +
      owner);
  tx.exec("GRANT USAGE ON SCHEMA " + schema + " TO halle_kernel");
  tx.exec("SET LOCAL ROLE " + owner);
  tx.exec("CREATE OR REPLACE FUNCTION " + schema +
          ".halle_rows(p_skip bigint) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET "
          "search_path = '' AS $$ SELECT halle.rows_of(" +
          tx.quote(name) + ", p_skip) $$");
  tx.exec("CREATE OR REPLACE FUNCTION " + schema +
          ".halle_erase() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ "
          "SELECT halle.erase_rows(" +
          tx.quote(name) + ") $$");
  const std::string functions =
      " ON FUNCTION " + schema + ".halle_rows(bigint), " + schema + ".halle_erase() ";
  tx.exec("REVOKE EXECUTE" + functions + "FROM PUBLIC");
  tx.exec("GRANT EXECUTE" + functions + "TO halle_kernel");
  tx.commit();
}

/// Recreates the functions of a schema: its tables or the functions' definition may have changed.
Status make_functions(pqxx::connection& connection, const Schema& schema) {
  if (schema.functions.empty()) return Done{};
  pqxx::work tx(connection);
  try {
    tx.exec("SET LOCAL ROLE " + tx.quote_name(schema.name + "_owner"));
    tx.exec(schema.functions);
    tx.commit();
  } catch (const pqxx::sql_error& error) {
    return Error{Code::failed_precondition, "halle.migration_failed",
                 schema.name + " functions: " + error.what()};
  }
  return Done{};
}

/// After a restore into another cluster transaction ids start again: all rows of the outbox count
/// as settled.
void settle_after_move(pqxx::connection& connection) {
  pqxx::work tx(connection);
  const std::string cluster =
      tx.exec1("SELECT system_identifier::text FROM pg_control_system()")[0].c_str();
  const auto before = tx.exec("SELECT cluster FROM halle.installation");
  if (!before.empty() && cluster == before[0][0].c_str()) return;
  tx.exec("SET LOCAL ROLE halle_kernel");
  tx.exec("UPDATE halle.outbox SET xid = '0'");
  tx.exec("RESET ROLE");
  tx.exec_params(
      "INSERT INTO halle.installation (cluster) VALUES ($1) "
      "ON CONFLICT (singleton) DO UPDATE SET cluster = excluded.cluster",
      cluster);
  tx.commit();
}
}  // namespace

Result<std::vector<Applied>> migrate(const std::string& admin_conninfo,
                                     const std::vector<Schema>& schemas,
                                     const std::function<Status()>& before) {
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    std::vector<Applied> applied;
    {
      pqxx::nontransaction lock(connection);
      lock.exec("SET client_min_messages = warning");
      lock.exec("SELECT pg_advisory_lock(" + std::to_string(migration_lock) + ")");
    }
    bool dumped = true;
    {
      pqxx::work tx(connection);
      dumped = tx.exec("SELECT 1 FROM pg_namespace WHERE nspname = 'halle'").empty();
      ensure_frame(tx);
      tx.commit();
    }
    const Schema kernel{"halle",
                        {{1, "kernel", std::string(embedded::kernel_sql)},
                         {2, "modules", std::string(embedded::modules_sql)},
                         {3, "files", std::string(embedded::files_sql)},
                         {4, "exports", std::string(embedded::exports_sql)},
                         {5, "forgetting", std::string(embedded::forgetting_sql)},
                         {6, "erasures", std::string(embedded::erasures_sql)}},
                        true,
                        {}};
    {
      // Checked before anything changes: if one schema is refused, none has been migrated.
      pqxx::work tx(connection);
      HALLE_CHECK(count_known(tx, kernel));
      for (const auto& schema : schemas) HALLE_CHECK(count_known(tx, schema));
    }
    HALLE_CHECK(apply(connection, kernel, "halle_owner", true, before, dumped, applied));
    for (const auto& schema : schemas)
      HALLE_CHECK(
          apply(connection, schema, schema.name + "_owner", false, before, dumped, applied));
    for (const auto& schema : schemas) {
      if (!schema.essential) let_purge(connection, schema.name);
      HALLE_CHECK(make_functions(connection, schema));
    }
    settle_after_move(connection);
    return applied;
  } catch (const std::exception& error) {
    return Error{Code::unavailable, "halle.database_unavailable", error.what()};
  }
}

Status make_roles(const std::string& admin_conninfo, const std::vector<std::string>& schemas) {
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    pqxx::work tx(connection);
    ensure_kernel_roles(tx);
    for (const auto& schema : schemas)
      if (schema != "halle") ensure_module_roles(tx, schema);
    tx.commit();
    return Done{};
  } catch (const std::exception& error) {
    return Error{Code::unavailable, "halle.database_unavailable", error.what()};
  }
}

Status wait_until_writable(const std::string& conninfo, std::chrono::milliseconds patience) {
  using Steady = std::chrono::steady_clock;
  auto until = Steady::now() + patience;
  std::chrono::milliseconds pause{10};
  while (true) {
    std::string why;
    try {
      pqxx::connection connection(with_limits(conninfo));
      pqxx::nontransaction tx(connection);
      if (!tx.exec1("SELECT pg_is_in_recovery()")[0].as<bool>()) return Done{};
      until = Steady::now() + patience;
    } catch (const std::exception& error) {
      why = error.what();
      // "the database system is starting up", "… in recovery mode", "… not yet accepting …".
      if (why.find("the database system is") != std::string::npos) until = Steady::now() + patience;
    }
    if (Steady::now() >= until) return Error{Code::unavailable, "halle.database_unavailable", why};
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 3 / 2, std::chrono::milliseconds(250));
  }
}

namespace {
/// The statements a server's administrator runs so that modules cannot set the organisation or
/// leave a lock in a session; the login keeps both rights.
std::string remedy(pqxx::transaction_base& tx, const std::string& login) {
  const std::string functions = "pg_catalog.set_config(text, text, boolean), " + session_locks();
  return "REVOKE EXECUTE ON FUNCTION " + functions + " FROM PUBLIC; GRANT EXECUTE ON FUNCTION " +
         functions + " TO " + login + "; REVOKE CONNECT ON DATABASE " +
         tx.exec1("SELECT quote_ident(current_database())")[0].c_str() + " FROM PUBLIC;";
}
}  // namespace

Status check_server(const std::string& admin_conninfo, const Clock& clock) {
  const auto refused = [](const char* reason, const std::string& detail) {
    return Error{Code::failed_precondition, reason, detail};
  };
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    pqxx::nontransaction tx(connection);
    if (tx.exec1("SELECT pg_is_in_recovery()")[0].as<bool>())
      return refused("halle.database_read_only", {});
    const auto before = clock();
    const auto theirs = std::chrono::microseconds(
        tx.exec1("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")[0]
            .as<std::int64_t>());
    // Any instant of ours during the query may be the server's.
    const auto early = before.time_since_epoch() - theirs;
    const auto late = theirs - clock().time_since_epoch();
    if (const auto skew = std::max(early, late); skew > most_skew)
      return refused("halle.clock_skew", std::to_string(skew / std::chrono::seconds(1)) + " s");
    const auto login = tx.exec1(
        "SELECT quote_ident(rolname), rolsuper OR rolbypassrls AND rolcreaterole, rolsuper, "
        "has_function_privilege('public', 'pg_catalog.set_config(text,text,boolean)', 'EXECUTE') "
        "FROM pg_roles WHERE rolname = current_user");
    const std::string name = login[0].c_str();
    if (!login[1].as<bool>())
      return refused("halle.database_login_refused",
                     "ALTER ROLE " + name + " CREATEROLE BYPASSRLS;");
    if (!login[2].as<bool>() && login[3].as<bool>())
      return refused("halle.database_open", remedy(tx, name));
    return Done{};
  } catch (const std::exception& error) {
    return Error{Code::unavailable, "halle.database_unavailable", error.what()};
  }
}

Status make_node_login(const std::string& admin_conninfo, const Login& login) {
  try {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> session(
        PQconnectdb(with_limits(admin_conninfo).c_str()), &PQfinish);
    if (PQstatus(session.get()) == CONNECTION_OK && PQconnectionUsedPassword(session.get()) == 0)
      return Error{Code::failed_precondition, "halle.no_password"};
    const std::unique_ptr<char, decltype(&PQfreemem)> proof(
        PQencryptPasswordConn(session.get(), login.password.c_str(), login.name.c_str(),
                              "scram-sha-256"),
        &PQfreemem);
    if (!proof)
      return Error{Code::unavailable, "halle.database_unavailable", PQerrorMessage(session.get())};
    pqxx::connection connection(with_limits(admin_conninfo));
    pqxx::work tx(connection);
    ensure_kernel_roles(tx);
    ensure_role(tx, login.name, "LOGIN NOINHERIT");
    const auto role = tx.quote_name(login.name);
    tx.exec("ALTER ROLE " + role + " PASSWORD " + tx.quote(std::string(proof.get())));
    tx.exec("GRANT halle_app TO " + role);
    tx.exec("GRANT CONNECT ON DATABASE " +
            tx.quote_name(tx.exec1("SELECT current_database()")[0].c_str()) + " TO " + role);
    tx.commit();
  } catch (const std::exception& error) {
    return Error{Code::unavailable, "halle.database_unavailable", error.what()};
  }
  try {
    HALLE_TRY(conninfo, conninfo_as(admin_conninfo, login));
    pqxx::connection connection(with_limits(conninfo));
    pqxx::nontransaction(connection).exec("SET ROLE halle_app");
    return Done{};
  } catch (const std::exception& error) {
    return Error{Code::failed_precondition, "halle.node_login_refused",
                 login.name + ": " + error.what()};
  }
}

Status after_restore(const std::string& admin_conninfo) {
  std::string schema;
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    pqxx::work tx(connection);
    const auto schemas = tx.exec(
        "SELECT quote_ident(n.nspname), quote_ident(n.nspname || '_owner') FROM pg_proc p "
        "JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE p.proname = 'halle_restored' AND p.pronargs = 0 "
        "AND n.nspname IN (SELECT module FROM halle.migration) ORDER BY 1");
    for (const auto& row : schemas) {
      schema = row[0].c_str();
      tx.exec(std::string("SET LOCAL ROLE ") + row[1].c_str());
      tx.exec("SELECT " + schema + ".halle_restored()");
      tx.exec("RESET ROLE");
    }
    tx.commit();
    return Done{};
  } catch (const std::exception& error) {
    return Error{Code::failed_precondition, "halle.migration_failed", schema + " " + error.what()};
  }
}

Status create_database(const std::string& admin_conninfo, const std::string& name) {
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    pqxx::nontransaction(connection).exec("CREATE DATABASE " + connection.quote_name(name));
    return Done{};
  } catch (const std::exception& error) {
    return Error{Code::failed_precondition, "halle.database_refused", error.what()};
  }
}

Result<bool> is_in_use(const std::string& admin_conninfo) {
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    pqxx::work tx(connection);
    if (tx.exec1("SELECT to_regclass('halle.operation') IS NULL")[0].as<bool>()) return false;
    tx.exec("SET LOCAL ROLE halle_kernel");
    return tx.exec1("SELECT EXISTS (SELECT 1 FROM halle.operation)")[0].as<bool>();
  } catch (const std::exception& error) {
    return Error{Code::unavailable, "halle.database_unavailable", error.what()};
  }
}

}  // namespace halle::db
