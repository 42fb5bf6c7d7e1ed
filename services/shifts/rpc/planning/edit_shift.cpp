#include <set>

#include "core/base/text/text.hpp"
#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/extras/source.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/members/skills.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {
namespace {
/// `YYYY-MM-DDTHH:MM`.
bool is_local_time(const std::string& text) {
  return text.size() == 16 && text[10] == 'T' && parse_instant(text + ":00Z").has_value();
}

Result<std::vector<store::ShiftSeat>> check(const v1::EditShiftRequest& request) {
  HALLE_CHECK(check_names(request.title(), request.place()));
  if (!is_local_time(request.local_start()))
    return bad_field("local_start", "shifts.bad_time", request.local_start());
  if (!is_local_time(request.local_end()))
    return bad_field("local_end", "shifts.bad_time", request.local_end());
  std::vector<store::ShiftSeat> seats;
  std::set<int> seen;
  for (const auto& seat : request.seats()) {
    HALLE_CHECK(check_seat(seat.number(), seen));
    HALLE_TRY(skills, store::skill_array({seat.skills().begin(), seat.skills().end()}));
    seats.push_back({seat.number(), seat.important(), skills});
  }
  if (seen.empty()) return bad_field("seats", "shifts.bad_seats");
  return seats;
}

/// The members with a seat. FAILED_PRECONDITION if one of them would lose the seat or be in two
/// places. With the shift locked.
Result<std::vector<std::string>> check_holders(sdk::Call& call, const store::Key& key,
                                               const std::vector<store::ShiftSeat>& seats,
                                               const store::Span& span) {
  HALLE_TRY(holders, store::holders_of(call, key));
  store::lock_members(call, holders);
  HALLE_TRY(troubled, store::troubled_by(call, key, seats, span.starts_at, span.ends_at));
  if (troubled.empty()) return holders;
  const auto reason = [](const store::Troubled& one) {
    return one.seat_gone ? "shifts.seat_held" : "shifts.holder_elsewhere";
  };
  Error error{Code::failed_precondition, reason(troubled.front())};
  for (const auto& one : troubled)
    error.fields.push_back({"seats", reason(one), one.member_number});
  return error;
}
}  // namespace

Result<v1::Shift> Planning::edit_shift(sdk::Call& call, const v1::EditShiftRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(seats, check(request));
  std::vector<std::string> skills;
  for (const auto& seat : request.seats())
    skills.insert(skills.end(), seat.skills().begin(), seat.skills().end());
  const std::string zone = call.zone();
  HALLE_CHECK(store::know(call, {}, skills));
  store::lock_shift(call, key);
  HALLE_CHECK(is_not_of_module(call, key));
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  if (state.cancelled) return Error{Code::failed_precondition, "shifts.cancelled"};
  HALLE_TRY(span, store::span_of(call, zone, request.local_start(), request.local_end()));
  if (span.starts_at <= call.now())
    return bad_field("local_start", "shifts.begun", request.local_start());
  // The night on which the clocks are put back is an hour longer.
  if (span.ends_at <= span.starts_at ||
      span.ends_at - span.starts_at > longest_shift + std::chrono::hours(1))
    return bad_field("local_end", "shifts.bad_length", request.local_end());
  HALLE_TRY(holders, check_holders(call, key, seats, span));
  const std::string place = trim(request.place());
  store::edit(call, key, span, trim(request.title()), place);
  store::set_seats(call, key, seats);
  const bool other_time = span.starts_at != state.starts_at || span.ends_at != state.ends_at;
  if (other_time) store::remind_anew(call, key, span.starts_at);
  if (other_time || place != state.place)
    tell(call, notice::moved, {{key.text(), {span.starts_at, holders}}});
  return store::shift(call, zone, key, store::viewer_of(call));
}

}  // namespace halle::shifts
