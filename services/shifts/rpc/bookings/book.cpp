#include "core/sdk/time.hpp"
#include "services/shifts/rpc/bookings/take_seat.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {
namespace {
Result<Seating> lock_and_take(sdk::Call& call, const store::Key& key,
                              const v1::BookRequest& request) {
  store::lock_shift(call, key);
  store::lock_members(call, {request.member()});
  return take_seat(call, key, request.member(), request.seat(), false);
}

/// Frees a seat that suits the member and whose holder looks for a stand-in; false if there is
/// none.
Result<bool> take_over(sdk::Call& call, const store::Key& key, const v1::BookRequest& request) {
  HALLE_TRY(freed, store::free_sought_seat(call, key, request.member(), request.seat()));
  if (!freed) return false;
  v1::SeatTakenOver event;
  event.set_member(freed->member_id.text());
  event.set_number(freed->member_number);
  *event.mutable_key() = request.key();
  event.set_title(freed->title);
  sdk::set_timestamp(*event.mutable_starts_at(), freed->starts_at);
  call.emit(event, event.member());
  tell(call, notice::seat_taken_over, {{key.text(), {freed->starts_at, {freed->member_number}}}});
  return true;
}
}  // namespace

Result<v1::BookReply> Bookings::book(sdk::Call& call, const v1::BookRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  if (request.seat() < 0 || request.seat() > 30)
    return bad_field("seat", "shifts.bad_seats", std::to_string(request.seat()));
  HALLE_TRY(seating, lock_and_take(call, key, request));
  // A member that is not known here yet is asked for, and the seat taken anew.
  if (!seating.known) {
    HALLE_CHECK(store::know(call, {request.member()}));
    HALLE_TRY(again, lock_and_take(call, key, request));
    seating = again;
  }
  if (seating.no_fitting_seat) {
    HALLE_TRY(freed, take_over(call, key, request));
    if (freed) {
      HALLE_TRY(again, take_seat(call, key, request.member(), request.seat(), false));
      seating = again;
    }
  }
  if (!seating.refusal.reason.empty()) return seating.refusal;
  v1::BookReply reply;
  reply.set_seat(seating.seat);
  return reply;
}

}  // namespace halle::shifts
