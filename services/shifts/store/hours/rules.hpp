#pragma once
// The table shifts.rule: what the organisation asks for, from a day on.

#include <vector>

#include "core/sdk/call.hpp"
#include "services/shifts/domain/hours/rules.hpp"

namespace halle::shifts::store {

/// All rules of the organisation, the newest first. Error: `halle.row_refused` for a pack that is
/// not there.
Result<std::vector<Rule>> rules(sdk::Call& call);

/// Queues: the rule holds from its day on, in place of one of the same day, and the hours of all
/// members are to be counted anew.
void set_rule(sdk::Call& call, const Rule& rule);

}  // namespace halle::shifts::store
