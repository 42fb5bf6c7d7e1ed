#pragma once
// The table membership.setting: how the association keeps its register.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::membership::store {

/// Of the call's organisation; all unset if nothing was said yet.
Result<v1::Settings> settings(sdk::Call& call);
/// Queues: these hold from now on.
void set_settings(sdk::Call& call, const v1::Settings& settings);

}  // namespace halle::membership::store
