#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/rpc/take_seat.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"
#include "services/shifts/store/plan.hpp"

namespace halle::shifts {
namespace {
Result<Seating> lock_and_take(sdk::Call& call, const store::Key& key,
                              const v1::BookRequest& request) {
  store::lock_shift(call, key);
  store::lock_members(call, {request.member()});
  return take_seat(call, key, request.member(), request.seat(), false);
}

/// Frees a seat that she can take and whose holder looks for somebody; false if there is none.
Result<bool> take_over(sdk::Call& call, const store::Key& key, const v1::BookRequest& request) {
  HALLE_TRY(freed, call.query(R"(
      UPDATE shifts.booking b SET freed = 4, freed_at = $6, freed_by = $7
        FROM shifts.member m, shifts.occurrence o
       WHERE m.org_id = $1 AND m.number = b.member_number
         AND o.org_id = $1 AND o.template_id = $2 AND o.day = $3
         AND b.org_id = $1 AND b.id = (
         SELECT x.id FROM shifts.booking x
           JOIN shifts.seat s
             ON s.org_id = $1 AND s.template_id = $2 AND s.day = $3 AND s.number = x.seat
          WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed IS NULL
            AND x.stand_in_since IS NOT NULL AND x.member_number <> $4 AND ($5 = 0 OR x.seat = $5)
            AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $4, $3))
          ORDER BY s.important DESC, cardinality(s.skills) DESC, s.number LIMIT 1)
      RETURNING m.member_id, b.member_number, o.title, o.starts_at)",
                              call.organisation(), key.template_id, key.day, request.member(),
                              request.seat(), call.now(), call.principal()));
  if (freed.empty()) return false;
  v1::SeatTakenOver event;
  event.set_member(freed[0].text(0));
  event.set_number(freed[0].text(1));
  *event.mutable_key() = request.key();
  event.set_title(freed[0].text(2));
  sdk::set_timestamp(*event.mutable_starts_at(), freed[0].instant(3));
  call.emit(event, event.member());
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

Result<v1::CancelReply> Bookings::cancel(sdk::Call& call, const v1::CancelRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  HALLE_TRY(freed, call.query(R"(
      UPDATE shifts.booking b SET freed = 1, freed_at = $5, freed_by = $6,
             late = o.starts_at < $5::timestamptz + make_interval(hours => coalesce(
               (SELECT s.notice_hours FROM shifts.setting s WHERE s.org_id = $1), $7))
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.member_number = $4
         AND b.freed IS NULL AND o.org_id = $1 AND o.template_id = $2 AND o.day = $3
      RETURNING b.late)",
                              call.organisation(), key.template_id, key.day, request.member(),
                              call.now(), call.principal(), store::usual_notice_hours));
  if (freed.empty()) return Error{Code::failed_precondition, "shifts.no_seat"};
  v1::CancelReply reply;
  reply.set_late(freed[0].truth(0));
  return reply;
}

}  // namespace halle::shifts
