#include <algorithm>

#include "core/base/text.hpp"
#include "services/hub/rpc/modules.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/modules.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
bool is_code(const std::string& code) {
  return code.size() >= 2 && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}
}  // namespace

Result<v1::Organisation> Organisations::create(sdk::Call& call,
                                               const v1::CreateOrganisationRequest& request) {
  const std::string name = trim(request.name());
  const std::string zone = request.time_zone().empty() ? "Europe/Paris" : request.time_zone();
  if (!is_code(request.code())) return bad_field("code", "hub.bad_code", request.code());
  if (name.empty() || length(name) > 100) return bad_field("name", "hub.bad_name", name);
  HALLE_TRY(described, all_modules(call));
  const auto modules = needs_of(described);
  for (const auto& module : request.modules())
    if (const auto known = check_known(modules, module); !known)
      return bad_field("modules", "hub.module_unknown", module);
  v1::Organisation organisation;
  organisation.set_id(make_uuid_v7(call.now().time_since_epoch().count() / 1000).text());
  organisation.set_code(request.code());
  organisation.set_name(name);
  organisation.set_time_zone(zone);
  HALLE_TRY(rows, call.query(R"(
      WITH zone AS (SELECT name FROM pg_catalog.pg_timezone_names WHERE name = $4),
      made AS (
        INSERT INTO hub.organisation (id, code, name, time_zone, created_at)
        SELECT $1, $2, $3, zone.name, $5 FROM zone ON CONFLICT (code) DO NOTHING RETURNING 1)
      SELECT (SELECT count(*) FROM zone), (SELECT count(*) FROM made))",
                             organisation.id(), organisation.code(), name, zone, call.now()));
  if (rows[0].number(0) == 0) return bad_field("time_zone", "hub.bad_time_zone", zone);
  if (rows[0].number(1) == 0) {
    Error error = bad_field("code", "hub.code_taken", request.code());
    error.code = Code::already_exists;
    return error;
  }
  store::begin_with(call, organisation.id(),
                    with_needs(modules, {request.modules().begin(), request.modules().end()}));
  store::drop_identities(call);
  return organisation;
}

Result<v1::ListOrganisationsReply> Organisations::list(
    sdk::Call& call, const v1::ListOrganisationsRequest& /*request*/) {
  HALLE_TRY(rows, call.query("SELECT id, code, name, time_zone, hub.operator_acts(id) "
                             "FROM hub.organisation ORDER BY created_at, id"));
  v1::ListOrganisationsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = reply.add_organisations();
    out->set_id(rows[r].text(0));
    out->set_code(rows[r].text(1));
    out->set_name(rows[r].text(2));
    out->set_time_zone(rows[r].text(3));
    out->set_operator_acts(rows[r].truth(4));
  }
  return reply;
}

Result<v1::ListNamesReply> Organisations::list_names(sdk::Call& call,
                                                     const v1::ListNamesRequest& /*request*/) {
  HALLE_TRY(rows, call.query("SELECT code, name, hub.shows_page(id) FROM hub.organisation "
                             "ORDER BY created_at, id"));
  v1::ListNamesReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = reply.add_organisations();
    out->set_code(rows[r].text(0));
    out->set_name(rows[r].text(1));
    if (rows[r].truth(2)) out->set_page("/a/" + out->code());
  }
  return reply;
}

}  // namespace halle::hub
