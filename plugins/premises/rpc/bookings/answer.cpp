#include "plugins/premises/rpc/bookings/booking_messages.hpp"
#include "plugins/premises/rpc/bookings/placing.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"

namespace halle::premises {
namespace {
/// Whether the association that asked is let in now, and still when the booking ends.
Status check_let_in(const Caller& caller, const store::BookingRow& booking) {
  const bool host = booking.acting_org == caller.host.id;
  if (host || (caller.is_current(booking.acting_org) &&
               caller.has_time(booking.acting_org, booking.ends_at - std::chrono::microseconds(1))))
    return Done{};
  return Error{Code::failed_precondition, "premises.after_partnership"};
}
}  // namespace

Result<v1::ListRequestsReply> Bookings::list_requests(sdk::Call& call,
                                                      const v1::ListRequestsRequest& /*request*/) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(rows, store::requests(call));
  v1::ListRequestsReply reply;
  for (const auto& row : rows) *reply.add_requests() = message_of(row, caller, call.now());
  return reply;
}

Result<v1::ListAnswersReply> Bookings::list_answers(sdk::Call& call,
                                                    const v1::ListAnswersRequest& /*request*/) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(rows, store::answers(call, ids_of(caller.choices())));
  v1::ListAnswersReply reply;
  for (const auto& row : rows) *reply.add_requests() = message_of(row, caller, call.now());
  return reply;
}

Result<v1::ListLeftOverReply> Bookings::list_left_over(sdk::Call& call,
                                                       const v1::ListLeftOverRequest& /*request*/) {
  HALLE_TRY(caller, caller_of(call));
  std::vector<store::Agreed> ended;
  for (const auto& partner : caller.partners)
    if (partner.until) ended.push_back({partner.id, format_instant(*partner.until)});
  HALLE_TRY(rows, store::left_over(call, ended));
  v1::ListLeftOverReply reply;
  for (const auto& row : rows) *reply.add_bookings() = message_of(row, caller, call.now());
  return reply;
}

Result<v1::Booking> Bookings::answer(sdk::Call& call, const v1::AnswerBookingRequest& request) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(booking, store::lock_booking(call, request.booking()));
  if (booking.state != v1::BOOKING_STATE_ASKED || !holds(booking, call.now()))
    return Error{Code::failed_precondition, "premises.not_asked"};
  if (request.accept()) HALLE_CHECK(check_let_in(caller, booking));
  HALLE_CHECK(request.accept() ? store::accept(call, booking.id)
                               : store::free(call, {booking.id}, v1::BOOKING_STATE_REFUSED, true));
  HALLE_TRY(answered, store::booking(call, booking.id));
  emit_changed(call, answered, answered.state);
  return message_of(answered, caller, call.now());
}

Result<v1::ExpireRequestsReply> Bookings::expire_requests(
    sdk::Call& call, const v1::ExpireRequestsRequest& /*request*/) {
  HALLE_TRY(expired, store::lock_expired(call));
  v1::ExpireRequestsReply reply;
  if (expired.empty()) {
    call.rollback();
    return reply;
  }
  HALLE_CHECK(expire(call, expired));
  reply.set_expired(static_cast<int>(expired.size()));
  return reply;
}

}  // namespace halle::premises
