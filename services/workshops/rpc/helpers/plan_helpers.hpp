#pragma once
// Seats of shifts for the helpers of sessions.

#include "core/sdk/call.hpp"

namespace halle::workshops {

/// Makes the helpers' seats in shifts what the session asks for now: none if it is not published.
/// Outside of a transaction. What shifts refuses is left, and the session says that they are not
/// planned.
Status plan_helpers(sdk::Call& call, const Uuid& session);

}  // namespace halle::workshops
