#pragma once
// What orders must know of the association itself.

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"

namespace halle::orders {

/// The call's organisation. Outside of a transaction. Error: `halle.organisation_unknown`.
Result<kernel::v1::OrganisationRef> own_organisation(sdk::Call& call);

}  // namespace halle::orders
