#pragma once
// Bookings as messages and events, and who may change them.

#include "core/sdk/call.hpp"
#include "halle/premises/v1/premises.pb.h"
#include "plugins/premises/domain/acting.hpp"
#include "plugins/premises/store/bookings.hpp"

namespace halle::premises {

/// Whether a booking holds its zone; a request that was not answered in time does not.
bool holds(const store::BookingRow& booking, Instant now);
/// Whether the caller may cancel or move a booking that has not begun. What a module holds, only
/// managers may change apart from the module.
bool may_change(const store::BookingRow& booking, const Caller& caller);
/// When a booking that has begun ends if it is ended now: the next whole minute. Empty if it does
/// not hold its zone for longer than that.
std::optional<Instant> early_end(const store::BookingRow& booking, Instant now);

/// A booking as the caller may see it at `now`.
v1::Booking message_of(const store::BookingRow& row, const Caller& caller, Instant now);
/// Emits that the booking was made, or has changed: it is in that state now.
void emit_changed(sdk::Call& call, const store::BookingRow& row, v1::BookingState state);

}  // namespace halle::premises
