#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {

Result<v1::CancelReply> Bookings::cancel(sdk::Call& call, const v1::CancelRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  HALLE_TRY(late, store::give_back(call, key, request.member()));
  if (!late) return Error{Code::failed_precondition, "shifts.no_seat"};
  v1::CancelReply reply;
  reply.set_late(*late);
  return reply;
}

}  // namespace halle::shifts
