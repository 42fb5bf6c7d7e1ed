#include "services/shifts/rpc/bookings/take_seat.hpp"

#include "services/shifts/store/bookings/bookings.hpp"

namespace halle::shifts {

Result<Seating> take_seat(sdk::Call& call, const store::Key& key, const std::string& member,
                          int seat, bool in_return) {
  HALLE_TRY(taken, store::book_seat(call, key, member, seat, in_return));
  if (!taken.known) return store::unknown_shift(key);
  Seating out;
  out.known = taken.member_known;
  out.seat = taken.seat.value_or(0);
  const auto refuse = [&](bool stands, const char* field, const char* reason,
                          const std::string& value = {}) {
    if (!stands) return;
    if (out.refusal.reason.empty()) out.refusal.reason = reason;
    out.refusal.fields.push_back({field, reason, value});
  };
  refuse(taken.begun, "key", "shifts.begun");
  refuse(taken.cancelled, "key", "shifts.cancelled");
  refuse(taken.full_up, "key", "shifts.full");
  if (!taken.full_up) refuse(taken.seat_taken, "seat", "shifts.seat_taken");
  refuse(taken.already, "member", "shifts.already");
  refuse(taken.elsewhere, "member", "shifts.overlap");
  refuse(taken.inactive, "member", "shifts.member_inactive");
  refuse(taken.unskilled, "seat", "shifts.skill_missing", taken.missing_skills.value_or(""));
  refuse(taken.alone, "member", "shifts.beginner_alone");
  refuse(taken.nothing_owed, "member", "shifts.nothing_to_make_up");
  out.no_fitting_seat = taken.full_up || taken.seat_taken || taken.unskilled;
  return out;
}

}  // namespace halle::shifts
