#include "core/db/erasures.hpp"

#include <pqxx/pqxx>

#include "core/db/connection.hpp"

namespace halle::db {
namespace {
/// Quoted names of the schemas that have the function, with their roles.
struct Place {
  std::string schema;
  std::string role;
};

std::vector<Place> having(pqxx::work& tx, const std::string& function, int arguments) {
  std::vector<Place> places;
  for (const auto& row : tx.exec_params(
           "SELECT quote_ident(n.nspname), quote_ident(n.nspname || '_rw') FROM pg_proc p "
           "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proname = $1 AND p.pronargs = $2 "
           "AND n.nspname IN (SELECT module FROM halle.migration) ORDER BY 1",
           function, arguments))
    places.push_back({row[0].c_str(), row[1].c_str()});
  return places;
}

bool is_known(pqxx::work& tx, const Erasure& one) {
  return !tx.exec_params("SELECT 1 FROM halle.erasure WHERE org_id = $1 AND key = $2",
                         one.organisation.text(), one.key.text())
              .empty();
}

/// False: the number belongs to another person now, and nothing was changed.
bool forget(pqxx::work& tx, const Erasure& one, std::string& schema) {
  const std::string key = tx.quote(one.key.text());
  const std::string subject = tx.quote(one.subject);
  pqxx::subtransaction part(tx);
  for (const auto& place : having(tx, "halle_forget_again", 3)) {
    schema = place.schema;
    part.exec("SET LOCAL ROLE " + place.role);
    const bool same = part.exec1("SELECT " + schema + ".halle_forget_again(" + key + ", " +
                                 subject + ", " + tx.quote(format_instant(one.at)) + ")")[0]
                          .as<bool>();
    part.exec("RESET ROLE");
    if (!same) return false;
  }
  for (const auto& place : having(tx, "halle_forget", 1)) {
    schema = place.schema;
    part.exec("SET LOCAL ROLE " + place.role);
    part.exec("SELECT " + schema + ".halle_forget(" + subject + ")");
    part.exec("RESET ROLE");
  }
  part.commit();
  return true;
}

void remember(pqxx::work& tx, const Erasure& one, bool tell) {
  tx.exec("SET LOCAL ROLE halle_owner");
  tx.exec_params("INSERT INTO halle.erasure (org_id, key, subject, at) VALUES ($1, $2, $3, $4)",
                 one.organisation.text(), one.key.text(), one.subject, format_instant(one.at));
  if (tell)
    tx.exec_params(
        "SELECT halle.emit('halle.kernel.v1.SubjectForgotten', $1, halle.forgotten_event($2))",
        one.key.text(), one.subject);
  tx.exec("RESET ROLE");
}
}  // namespace

const std::string_view erasures_query =
    "SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ' ' || org_id || "
    "' ' || key || ' ' || subject FROM halle.erasure";

Result<int> forget_again(const std::string& admin_conninfo, const std::vector<Erasure>& erasures) {
  std::string schema;
  try {
    pqxx::connection connection(with_limits(admin_conninfo));
    int done = 0;
    for (const auto& one : erasures) {
      pqxx::work tx(connection);
      tx.exec("SET LOCAL halle.org = '" + one.organisation.text() + "'");
      if (is_known(tx, one)) continue;
      const bool here = forget(tx, one, schema);
      remember(tx, one, here);
      tx.commit();
      if (here) ++done;
    }
    return done;
  } catch (const pqxx::sql_error& error) {
    return Error{Code::failed_precondition, "halle.migration_failed", schema + " " + error.what()};
  } catch (const std::exception& error) {
    return Error{Code::unavailable, "halle.database_unavailable", error.what()};
  }
}

}  // namespace halle::db
