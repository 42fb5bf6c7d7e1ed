#pragma once
// Commissions and mandates as rows, and what they allow as events.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// Commissions by name with their mandates, the latest first, but for those that ended more than
/// two years ago.
Result<v1::ListMandatesReply> mandates(sdk::Call& call);

/// Tells who may do what because of a mandate, as it stands in its row.
Status tell_entrusted(sdk::Call& call, const std::string& id);

/// Ends a mandate now, or before it began, and tells it. It is locked and has not ended.
Status end_mandate(sdk::Call& call, const std::string& id);

/// Ends those of a member who is locked, and takes her out where she was the deputy.
Status end_mandates_of(sdk::Call& call, const std::string& number);

/// Tells of those that ended and were not told of yet; how many.
Result<int> tell_ended(sdk::Call& call);
/// Tells of that one, unless it was told of.
Status tell_ended(sdk::Call& call, const std::string& id);

}  // namespace halle::membership::store
