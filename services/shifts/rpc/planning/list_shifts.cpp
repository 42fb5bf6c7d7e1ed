#include "core/base/time/day.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {

Result<v1::ListShiftsReply> Planning::list_shifts(sdk::Call& call,
                                                  const v1::ListShiftsRequest& request) {
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  const auto from = request.from().empty() ? now : read_day(request.from());
  if (!from) return bad_field("from", "shifts.bad_day", request.from());
  const auto until =
      request.until().empty() ? *from + std::chrono::days(27) : read_day(request.until());
  if (!until) return bad_field("until", "shifts.bad_day", request.until());
  if (*until < *from) return bad_field("until", "shifts.days_reversed", request.until());
  if (*until > *from + std::chrono::days(370))
    return bad_field("until", "shifts.too_many_days", request.until());
  HALLE_TRY(shifts,
            store::shifts(call, zone, day_text(*from), day_text(*until), store::viewer_of(call)));
  v1::ListShiftsReply reply;
  reply.set_today(day_text(now));
  for (auto& shift : shifts) *reply.add_shifts() = std::move(shift);
  return reply;
}

}  // namespace halle::shifts
