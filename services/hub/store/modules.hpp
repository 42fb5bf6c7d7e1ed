#pragma once
// The table hub.enabled_module: the modules that an organisation has enabled. Essential modules are
// not among them.

#include <map>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"

namespace halle::hub::store {

/// The modules that the call's organisation has enabled, and since when, by id. With `lock`, no
/// other transaction enables or disables one until this transaction ends.
Result<std::map<std::string, Instant>> enabled_modules(sdk::Call& call, bool lock = false);

/// Enables a module for the call's organisation; the caller has looked at enabled_modules() with
/// `lock`.
Status enable_module(sdk::Call& call, const std::string& module);
/// Queues: these of its enabled modules are for partners (hub.partnerships_at), the others are not.
void set_for_partners(sdk::Call& call, const std::vector<std::string>& modules);
/// Disables it.
Status disable_module(sdk::Call& call, const std::string& module);

/// Queues: these modules are enabled for an organisation that is made in this transaction.
void begin_with(sdk::Call& call, const std::string& organisation,
                const std::vector<std::string>& modules);

}  // namespace halle::hub::store
