#pragma once
// The table shifts.leave: days on which members owe nothing, or on which nothing comes of it yet.

#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// Whether the member has another leave of the same kind on days of this one.
Result<bool> overlaps(sdk::Call& call, const v1::Leave& leave);

/// Writes a leave that is not there yet. Its `until` is empty if it has no end.
Status add_leave(sdk::Call& call, const v1::Leave& leave);
/// Changes days and reason of a leave; false if the member has none of that id and kind.
Result<bool> change_leave(sdk::Call& call, const v1::Leave& leave);
/// Deletes a leave. Returns the number of the member who had it; empty if there is none of that id.
Result<std::optional<std::string>> remove_leave(sdk::Call& call, const Uuid& id);

/// Queues: the member gives back all seats of shifts to come on days of the leave.
void free_seats_during(sdk::Call& call, const v1::Leave& leave);

/// The leaves of one member, by their first day.
Result<std::vector<v1::Leave>> leaves_of(sdk::Call& call, const std::string& member);
/// The leaves of all members that have not ended today in that zone, by their first day.
Result<std::vector<v1::Leave>> leaves_not_ended(sdk::Call& call, const std::string& zone);

}  // namespace halle::shifts::store
