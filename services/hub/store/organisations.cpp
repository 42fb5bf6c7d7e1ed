#include "services/hub/store/organisations.hpp"

namespace halle::hub::store {
Result<Added> add_organisation(sdk::Call& call, const v1::Organisation& organisation) {
  return call.get<Added>(R"(
      WITH zone AS (SELECT name FROM pg_catalog.pg_timezone_names WHERE name = $4),
      made AS (
        INSERT INTO hub.organisation (id, code, name, time_zone, created_at)
        SELECT $1, $2, $3, zone.name, $5 FROM zone ON CONFLICT (code) DO NOTHING RETURNING 1)
      SELECT (SELECT count(*) FROM zone) AS zones, (SELECT count(*) FROM made) AS made)",
                         organisation.id(), organisation.code(), organisation.name(),
                         organisation.time_zone(), call.now());
}

Result<std::vector<OrganisationRow>> organisations(sdk::Call& call) {
  return call.query<OrganisationRow>(
      "SELECT id, code, name, time_zone, hub.operator_acts(id) AS operator_acts "
      "FROM hub.organisation ORDER BY created_at, id");
}

Result<std::vector<OrganisationName>> organisation_names(sdk::Call& call,
                                                         const std::vector<std::string>& carriers) {
  return call.query<OrganisationName>(
      "SELECT id, code, name, hub.shows_page(id) AS shows_page, "
      "id IN (SELECT org_id FROM hub.enabled_modules() WHERE module = ANY ($1::text[])) "
      "AS sends_letters FROM hub.organisation ORDER BY created_at, id",
      carriers);
}

Result<std::vector<KnownOrganisation>> known_organisations(sdk::Call& call) {
  return call.query<KnownOrganisation>(R"(
      SELECT o.id, o.code, o.time_zone, o.name, coalesce(m.modules, '{}') AS modules,
             hub.operator_acts(o.id) AS operator_acts
        FROM hub.organisation o
        LEFT JOIN (SELECT org_id, array_agg(module ORDER BY module) AS modules
                     FROM hub.enabled_modules() GROUP BY org_id) m ON m.org_id = o.id
       ORDER BY o.created_at, o.id)");
}

Result<std::vector<StatusRow>> statuses(sdk::Call& call) {
  return call.query<StatusRow>(
      "SELECT s.from_day, s.legal_form, s.vat, hub.operator_acts($1) AS operator_acts FROM "
      "(SELECT $1::uuid AS id) o LEFT JOIN hub.organisation_status s "
      "ON s.org_id = o.id ORDER BY s.from_day DESC",
      call.organisation());
}

Status set_status(sdk::Call& call, const v1::LegalStatus& status) {
  return call.execute(R"(
      INSERT INTO hub.organisation_status (org_id, from_day, legal_form, vat, said_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (org_id, from_day) DO UPDATE SET legal_form = excluded.legal_form,
          vat = excluded.vat, said_at = excluded.said_at)",
                      call.organisation(), status.from(), status.legal_form(), status.vat(),
                      call.now());
}

Status remove_status(sdk::Call& call, const std::string& day) {
  return call.execute("DELETE FROM hub.organisation_status WHERE org_id = $1 AND from_day = $2",
                      call.organisation(), day);
}

void let_operator(sdk::Call& call) {
  call.queue("DELETE FROM hub.without_operator WHERE org_id = $1", call.organisation());
}

void stop_operator(sdk::Call& call) {
  call.queue(
      "INSERT INTO hub.without_operator (org_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING",
      call.organisation(), call.now());
}

}  // namespace halle::hub::store
