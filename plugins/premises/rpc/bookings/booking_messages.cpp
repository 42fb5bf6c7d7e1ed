#include "plugins/premises/rpc/bookings/booking_messages.hpp"

#include "core/sdk/time.hpp"
#include "plugins/premises/rpc/caller.hpp"

namespace halle::premises {

bool holds(const store::BookingRow& booking, Instant now) {
  if (booking.state == v1::BOOKING_STATE_ASKED) return *booking.answer_until > now;
  return booking.state == v1::BOOKING_STATE_BOOKED;
}

bool may_change(const store::BookingRow& booking, const Caller& caller) {
  return caller.manages || (caller.acts(booking.acting_org) && !booking.module);
}

std::optional<Instant> early_end(const store::BookingRow& booking, Instant now) {
  const Instant minute = std::chrono::ceil<std::chrono::minutes>(now);
  if (booking.state != v1::BOOKING_STATE_BOOKED || minute >= booking.held_until)
    return std::nullopt;
  return minute;
}

v1::Booking message_of(const store::BookingRow& row, const Caller& caller, Instant now) {
  v1::Booking out;
  out.set_zone(row.zone_id.text());
  sdk::set_timestamp(*out.mutable_starts(), row.starts_at);
  sdk::set_timestamp(*out.mutable_ends(), row.ends_at);
  out.set_local_start(row.local_start);
  out.set_local_end(row.local_end);
  out.set_held_from(row.local_held_from);
  out.set_held_until(row.local_held_until);
  if (!caller.sees(row.acting_org)) return out;
  out.set_id(row.id.text());
  out.set_state(row.state);
  out.set_title(row.title);
  if (const auto* association = caller.find(row.acting_org))
    *out.mutable_association() = message_of(*association);
  if (row.answer_until) sdk::set_timestamp(*out.mutable_answer_until(), *row.answer_until);
  out.set_module(row.module.value_or(""));
  out.set_begun(row.starts_at <= now);
  out.set_may_cancel(row.starts_at > now ? holds(row, now) && may_change(row, caller)
                                         : caller.manages && early_end(row, now).has_value());
  return out;
}

void emit_changed(sdk::Call& call, const store::BookingRow& row, v1::BookingState state) {
  v1::BookingChanged event;
  event.set_booking(row.id.text());
  event.set_zone(row.zone_id.text());
  event.set_association(row.acting_org.text());
  event.set_state(state);
  sdk::set_timestamp(*event.mutable_starts(), row.starts_at);
  sdk::set_timestamp(*event.mutable_ends(), row.ends_at);
  event.set_module(row.module.value_or(""));
  event.set_thing(row.thing.value_or(""));
  call.emit(event, event.booking());
}

}  // namespace halle::premises
