#include "plugins/premises/rpc/bookings/booking_messages.hpp"
#include "plugins/premises/rpc/bookings/placing.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"

namespace halle::premises {
namespace {
/// Whether a partner is let in on the day of a local time already.
Status check_from(const Caller& caller, const Association& association, const std::string& from) {
  if (!caller.is_before(association.id, from.substr(0, 10))) return Done{};
  return Error{Code::failed_precondition,
               "premises.before_partnership",
               {},
               {{"from", "premises.before_partnership", {}}}};
}
}  // namespace

Result<v1::Booking> Bookings::book(sdk::Call& call, const v1::BookRequest& request) {
  HALLE_CHECK(check_title(request.title()));
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(association, choose(caller, request.association()));
  HALLE_TRY(span, read_span(call, request.from(), request.until()));
  HALLE_CHECK(check_from(caller, association, request.from()));
  HALLE_TRY(booked,
            place(call, caller, {request.zone(), span, association, request.title(), {}, {}}));
  return message_of(booked, caller, call.now());
}

Result<v1::Booking> Bookings::move(sdk::Call& call, const v1::MoveBookingRequest& request) {
  HALLE_TRY(caller, caller_of(call));
  const auto id = Uuid::parse(request.booking());
  if (!id) return store::unknown_booking(request.booking());
  HALLE_TRY(booking, store::booking(call, *id));
  const auto* association = caller.known(booking.acting_org);
  if (association == nullptr || !may_change(booking, caller))
    return store::unknown_booking(request.booking());
  HALLE_TRY(span, read_span(call, request.from(), request.until()));
  HALLE_CHECK(check_from(caller, *association, request.from()));
  const auto zone = request.zone().empty() ? booking.zone_id.text() : request.zone();
  HALLE_TRY(moved, place(call, caller, {zone, span, *association, booking.title, {}, *id}));
  return message_of(moved, caller, call.now());
}

}  // namespace halle::premises
