#pragma once
// The ledger of hours as rows.

#include "core/sdk/call.hpp"
#include "services/shifts/domain/ledger.hpp"

namespace halle::shifts::store {

/// Writes what the rules make of what is known of these members and their households by now and the
/// ledger does not say yet, and says of each who stands otherwise than before: DutyStateChanged.
/// Returns how many rows were written. The caller has locked the members (lock_members).
Result<int> settle(sdk::Call& call, const std::vector<std::string>& of, const std::string& zone);

}  // namespace halle::shifts::store
