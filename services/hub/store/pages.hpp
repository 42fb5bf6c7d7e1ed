#pragma once
// The table hub.page: the public page of an organisation.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/hub/v1/hub.pb.h"

namespace halle::hub::store {

struct StoredPage {
  std::string name;  // of the organisation
  v1::Page page;     // empty if it was never set
};

/// The page of the call's organisation. NOT_FOUND `halle.organisation_unknown`.
Result<StoredPage> page(sdk::Call& call);
/// Replaces it; `opening_times` as opening_text() makes them.
Status set_page(sdk::Call& call, const v1::Page& page,
                const std::vector<std::string>& opening_times);

}  // namespace halle::hub::store
