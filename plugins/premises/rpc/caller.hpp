#pragma once
// What the caller may do in the premises, as hub tells it.

#include <optional>

#include "core/sdk/call.hpp"
#include "halle/premises/v1/premises.pb.h"
#include "plugins/premises/domain/acting.hpp"

namespace halle::premises {

/// Asks hub for which partners the caller acts and which partners there are. Outside of a
/// transaction.
Result<Caller> caller_of(sdk::Call& call);

/// The calling module, with the rights of the person behind it and those of its manifest. Outside
/// of a transaction.
Result<Caller> module_caller(sdk::Call& call);

/// What the account that made something may see now, for a call without a person; without an
/// account, nothing. Outside of a transaction.
Result<Caller> rights_of(sdk::Call& call, const std::optional<Uuid>& account);

/// The account that calls; empty for the operator.
std::optional<Uuid> account_of(const sdk::Call& call);

std::vector<Uuid> ids_of(const std::vector<Association>& associations);

v1::Association message_of(const Association& association);

}  // namespace halle::premises
