#include "core/base/time/day.hpp"
#include "plugins/premises/rpc/bookings/booking_messages.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"

namespace halle::premises {

Result<v1::Week> Bookings::get_week(sdk::Call& call, const v1::GetWeekRequest& request) {
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(today, call.today());
  const auto day = read_day(request.day().empty() ? today : request.day());
  if (!day) return bad_field("day", "premises.bad_day", request.day());
  const Day monday = *day - (std::chrono::weekday(*day) - std::chrono::Monday);
  v1::Week week;
  week.set_from(day_text(monday));
  week.set_until(day_text(monday + std::chrono::days(6)));
  week.set_today(today);
  HALLE_TRY(rows, store::held_between(call, week.from(), week.until()));
  for (const auto& row : rows) *week.add_taken() = message_of(row, caller, call.now());
  return week;
}

}  // namespace halle::premises
