#pragma once
// The modules that the call's organisation has enabled, as rows of hub.enabled_module. Essential
// ones are not among them.

#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.pb.h"

namespace halle::hub::store {

/// Since when, by id. With `lock` until the transaction ends: nobody else enables or disables.
Result<std::map<std::string, Instant>> enabled_modules(sdk::Call& call, bool lock = false);

/// Enables modules for an organisation that is made in this transaction.
void begin_with(sdk::Call& call, const std::string& organisation,
                const std::vector<std::string>& modules);

}  // namespace halle::hub::store
