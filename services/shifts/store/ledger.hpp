#pragma once
// The ledger of hours as rows. Whoever writes has locked its members (lock_members).

#include "core/sdk/call.hpp"
#include "services/shifts/domain/ledger.hpp"

namespace halle::shifts::store {

/// What the ledger says last of causes of these kinds; of one cause only if `cause` is given.
Result<std::vector<Last>> last_of(sdk::Call& call, const std::vector<std::string>& members,
                                  const std::vector<std::string>& kinds,
                                  const std::optional<std::string>& cause = {});

/// Appends rows and says of the members who became late, or is no longer: DutyStateChanged.
Status append(sdk::Call& call, const std::vector<Row>& rows);

/// Joins to the transaction that months of these members are looked at again if one that ended
/// changed.
void note_change(sdk::Call& call, const std::vector<std::string>& members, Instant effective,
                 const std::string& zone);

}  // namespace halle::shifts::store
