#pragma once
// The table membership.grid: what a membership costs from a day on.

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "services/membership/domain/fees.hpp"

namespace halle::membership::store {

/// The grid that holds on a day and those that come later.
Result<v1::GridReply> grids(sdk::Call& call, Day day);
/// Queues: this grid holds from that day on, in place of one that begins on the same day.
void set_grid(sdk::Call& call, Day from, v1::PeriodRule rule, const FeeGrid& grid);

}  // namespace halle::membership::store
