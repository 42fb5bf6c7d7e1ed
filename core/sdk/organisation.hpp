#pragma once
// The association that a call concerns, as the kernel knows it. For modules that use the kernel's
// protos.

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::sdk {

/// Outside of a transaction. Error: `halle.organisation_unknown`.
inline Result<kernel::v1::OrganisationRef> own_organisation(Call& call) {
  HALLE_TRY(all, kernel::v1::IdentityClient(call).list_organisations({}));
  for (const auto& organisation : all.organisations())
    if (organisation.id() == call.organisation().text()) return organisation;
  return Error{Code::not_found, "halle.organisation_unknown"};
}

}  // namespace halle::sdk
