#include <algorithm>

#include "core/base/time/day.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/hours/months.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {

Result<v1::ListMonthReply> Hours::list_month(sdk::Call& call, const v1::ListMonthRequest& request) {
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  const auto month = request.month().empty() ? month_of(now) : read_month(request.month());
  if (!month) return bad_field("month", "shifts.bad_month", request.month());
  HALLE_TRY(rows, store::month_of_members(call, zone, *month, std::min(now, last_day(*month))));
  v1::ListMonthReply reply;
  reply.set_month(month_text(*month));
  reply.set_open(*month >= month_of(now));
  for (const auto& one : rows) {
    auto& row = *reply.add_rows();
    row.set_member(one.number);
    row.set_shift_minutes(one.shift_minutes);
    row.set_work_minutes(one.work_minutes);
    row.set_owed_minutes(one.owed_minutes);
    row.set_balance_minutes(one.balance_minutes);
    row.set_shifts(one.shifts);
    row.set_household(one.main_number.value_or(""));
  }
  return reply;
}

}  // namespace halle::shifts
