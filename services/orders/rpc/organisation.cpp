#include "services/orders/rpc/organisation.hpp"

namespace halle::orders {

Result<kernel::v1::OrganisationRef> own_organisation(sdk::Call& call) {
  HALLE_TRY(all, kernel::v1::IdentityClient(call).list_organisations({}));
  for (const auto& organisation : all.organisations())
    if (organisation.id() == call.organisation().text()) return organisation;
  return Error{Code::not_found, "halle.organisation_unknown"};
}

}  // namespace halle::orders
