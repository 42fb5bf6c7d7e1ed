#include "core/base/text.hpp"
#include "services/hub/rpc/services.hpp"

namespace halle::hub {

Result<kernel::v1::ResolveReply> Identity::resolve(sdk::Call& call,
                                                   const kernel::v1::ResolveRequest& request) {
  HALLE_TRY(rows, call.query("SELECT account_id, org_id, role, subject FROM hub.grants_of($1, $2)",
                             sdk::Value::bytes(request.token_hash()), call.now()));
  if (rows.empty()) return Error{Code::unauthenticated, "halle.token_invalid"};
  kernel::v1::ResolveReply reply;
  reply.set_account(rows[0].text(0));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].is_null(1)) continue;
    auto* grant = reply.add_grants();
    grant->set_organisation(rows[r].text(1));
    grant->set_role(rows[r].text(2));
    grant->set_subject(rows[r].text(3));
  }
  return reply;
}

Result<kernel::v1::ListOrganisationsReply> Identity::list_organisations(
    sdk::Call& call, const kernel::v1::ListOrganisationsRequest& /*request*/) {
  HALLE_TRY(rows, call.query(R"(
      SELECT o.id, o.code, o.time_zone, o.name, coalesce(m.modules, ''), hub.operator_acts(o.id)
        FROM hub.organisation o
        LEFT JOIN (SELECT org_id, string_agg(module, ' ' ORDER BY module) AS modules
                     FROM hub.enabled_modules() GROUP BY org_id) m ON m.org_id = o.id
       ORDER BY o.created_at, o.id)"));
  kernel::v1::ListOrganisationsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = reply.add_organisations();
    out->set_id(rows[r].text(0));
    out->set_code(rows[r].text(1));
    out->set_time_zone(rows[r].text(2));
    out->set_name(rows[r].text(3));
    for (const auto& module : split(rows[r].view(4), ' '))
      if (!module.empty()) out->add_modules(module);
    out->set_operator_acts(rows[r].truth(5));
  }
  return reply;
}

}  // namespace halle::hub
