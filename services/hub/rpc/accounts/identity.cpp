#include "services/hub/rpc/services.hpp"
#include "services/hub/store/organisations.hpp"
#include "services/hub/store/rights.hpp"

namespace halle::hub {

Result<kernel::v1::ResolveReply> Identity::resolve(sdk::Call& call,
                                                   const kernel::v1::ResolveRequest& request) {
  HALLE_TRY(grants, store::grants_of(call, request.token_hash()));
  if (grants.empty()) return Error{Code::unauthenticated, "halle.token_invalid"};
  kernel::v1::ResolveReply reply;
  reply.set_account(grants[0].account_id.text());
  for (const auto& one : grants) {
    if (!one.org_id) continue;
    auto* grant = reply.add_grants();
    grant->set_organisation(one.org_id->text());
    grant->set_role(*one.role);
    grant->set_subject(*one.subject);
  }
  return reply;
}

Result<kernel::v1::ListOrganisationsReply> Identity::list_organisations(
    sdk::Call& call, const kernel::v1::ListOrganisationsRequest& /*request*/) {
  HALLE_TRY(organisations, store::known_organisations(call));
  kernel::v1::ListOrganisationsReply reply;
  for (const auto& one : organisations) {
    auto* out = reply.add_organisations();
    out->set_id(one.id.text());
    out->set_code(one.code);
    out->set_time_zone(one.time_zone);
    out->set_name(one.name);
    for (const auto& module : one.modules) out->add_modules(module);
    out->set_operator_acts(one.operator_acts);
  }
  return reply;
}

}  // namespace halle::hub
