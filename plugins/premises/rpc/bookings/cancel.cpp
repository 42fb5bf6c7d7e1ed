#include "plugins/premises/rpc/bookings/booking_messages.hpp"
#include "plugins/premises/rpc/bookings/placing.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"

namespace halle::premises {

Result<v1::Booking> Bookings::cancel(sdk::Call& call, const v1::CancelBookingRequest& request) {
  const Error begun{Code::failed_precondition, "premises.booking_begun"};
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(booking, store::lock_booking(call, request.booking()));
  if (!caller.manages && !caller.acts(booking.acting_org))
    return store::unknown_booking(request.booking());
  if (!may_change(booking, caller))
    return Error{Code::failed_precondition, "premises.booking_of_module"};
  if (!holds(booking, call.now())) return message_of(booking, caller, call.now());
  if (booking.starts_at <= call.now() && !caller.manages) return begun;
  HALLE_TRY(freed, free_or_end(call, booking, !caller.acts(booking.acting_org)));
  if (!freed && booking.held_until <= call.now()) return begun;
  HALLE_TRY(now_is, store::booking(call, booking.id));
  return message_of(now_is, caller, call.now());
}

}  // namespace halle::premises
