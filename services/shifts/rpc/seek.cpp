#include <set>

#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/rpc/take_seat.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"

namespace halle::shifts {
namespace {
constexpr int most_wishes = 20;

Error no_swap() {
  return {Code::failed_precondition, "shifts.no_swap"};
}

/// Shifts to come that take place, none of them `own`.
Result<std::vector<store::Key>> wishes(sdk::Call& call, const store::Key& own,
                                       const v1::SeekRequest& request) {
  std::vector<store::Key> all;
  std::set<std::string> seen{own.text()};
  for (int i = 0; i < request.in_return_size(); ++i) {
    const auto bad = bad_field("in_return[" + std::to_string(i) + "]", "shifts.bad_wish",
                               request.in_return(i).day());
    HALLE_TRY(key, store::key_of(request.in_return(i)));
    HALLE_TRY(state, store::state(call, key));
    if (i >= most_wishes || state.begun || state.cancelled || !seen.insert(key.text()).second)
      return bad;
    all.push_back(key);
  }
  return all;
}

/// A seat that changes hands.
struct Given {
  std::string member;
  Uuid id;
  int seat = 0;
  std::string title;
  Instant starts_at{};
};

Result<Given> give(sdk::Call& call, const store::Key& key, const std::string& member) {
  HALLE_TRY(rows, call.query(R"(
      UPDATE shifts.booking b SET freed = 4, freed_at = $5, freed_by = $6
        FROM shifts.member m, shifts.occurrence o
       WHERE m.org_id = $1 AND m.number = $4 AND o.org_id = $1 AND o.template_id = $2 AND o.day = $3
         AND b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.member_number = $4
         AND b.freed IS NULL
      RETURNING m.member_id, b.seat, o.title, o.starts_at)",
                             call.organisation(), key.template_id, key.day, member, call.now(),
                             call.principal()));
  if (rows.empty()) return no_swap();
  return Given{member, Uuid::parse(rows[0].view(0)).value_or(Uuid{}),
               static_cast<int>(rows[0].number(1)), rows[0].text(2), rows[0].instant(3)};
}

/// Who wants a seat at `in_return` for that one; empty if nobody does.
Result<std::string> proposer(sdk::Call& call, const store::Key& key, int seat,
                             const store::Key& in_return) {
  HALLE_TRY(rows, call.query(R"(
      SELECT b.member_number FROM shifts.booking b
        JOIN shifts.wish w ON w.org_id = $1 AND w.booking_id = b.id AND w.template_id = $5 AND w.day = $6
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.seat = $4 AND b.freed IS NULL)",
                             call.organisation(), key.template_id, key.day, seat,
                             in_return.template_id, in_return.day));
  return rows.empty() ? std::string() : rows[0].text(0);
}
}  // namespace

Result<v1::SeekReply> Bookings::seek(sdk::Call& call, const v1::SeekRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(wanted, wishes(call, key, request));
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  if (state.cancelled) return Error{Code::failed_precondition, "shifts.cancelled"};
  HALLE_TRY(booking, call.query(R"(
      UPDATE shifts.booking
         SET stand_in_since = CASE WHEN $5 THEN coalesce(stand_in_since, $6::timestamptz) END
       WHERE org_id = $1 AND template_id = $2 AND day = $3 AND member_number = $4 AND freed IS NULL
      RETURNING id)",
                                call.organisation(), key.template_id, key.day, request.member(),
                                wanted.empty(), call.now()));
  if (booking.empty()) return Error{Code::failed_precondition, "shifts.no_seat"};
  std::vector<std::string> templates, days;
  for (const auto& wish : wanted) {
    templates.push_back(wish.template_id.text());
    days.push_back(wish.day);
  }
  const auto id = booking[0].text(0);
  call.queue("DELETE FROM shifts.wish WHERE org_id = $1 AND booking_id = $2", call.organisation(),
             id);
  call.queue(
      "INSERT INTO shifts.wish (org_id, booking_id, template_id, day) "
      "SELECT $1, $2, w.* FROM unnest($3::uuid[], $4::date[]) w",
      call.organisation(), id, templates, days);
  return v1::SeekReply{};
}

Result<v1::StopSeekingReply> Bookings::stop_seeking(sdk::Call& call,
                                                    const v1::StopSeekingRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  store::lock_shift(call, key);
  call.queue(R"(
      WITH hers AS (
        UPDATE shifts.booking SET stand_in_since = NULL
         WHERE org_id = $1 AND template_id = $2 AND day = $3 AND member_number = $4 AND freed IS NULL
        RETURNING id)
      DELETE FROM shifts.wish WHERE org_id = $1 AND booking_id IN (SELECT id FROM hers))",
             call.organisation(), key.template_id, key.day, request.member());
  return v1::StopSeekingReply{};
}

Result<v1::SwapReply> Bookings::swap(sdk::Call& call, const v1::SwapRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(there, store::key_of(request.key()));
  HALLE_TRY(here, store::key_of(request.in_return()));
  HALLE_TRY(other, proposer(call, there, request.seat(), here));
  if (other.empty() || other == request.member()) return no_swap();
  const bool in_order = there.text() < here.text();
  store::lock_shift(call, in_order ? there : here);
  store::lock_shift(call, in_order ? here : there);
  store::lock_members(call, {request.member(), other});
  HALLE_TRY(still, proposer(call, there, request.seat(), here));
  if (still != other) return no_swap();
  HALLE_TRY(hers, give(call, here, request.member()));
  HALLE_TRY(theirs, give(call, there, other));
  HALLE_TRY(taken, take_seat(call, there, request.member(), theirs.seat, true));
  if (!taken.refusal.reason.empty()) return taken.refusal;
  HALLE_TRY(for_it, take_seat(call, here, other, hers.seat, true));
  if (!for_it.refusal.reason.empty()) {
    const auto& reason = for_it.refusal.reason;
    // Of the other nothing is told but that.
    return Error{Code::failed_precondition, reason == "shifts.begun" || reason == "shifts.cancelled"
                                                ? reason
                                                : "shifts.other_cannot"};
  }
  v1::SeatTakenOver event;
  event.set_member(theirs.id.text());
  event.set_number(other);
  *event.mutable_key() = request.key();
  event.set_title(theirs.title);
  sdk::set_timestamp(*event.mutable_starts_at(), theirs.starts_at);
  *event.mutable_in_return() = request.in_return();
  call.emit(event, event.member());
  return v1::SwapReply{};
}

}  // namespace halle::shifts
