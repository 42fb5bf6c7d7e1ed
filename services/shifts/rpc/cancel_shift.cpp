#include "core/base/text.hpp"
#include "services/shifts/rpc/input.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"

namespace halle::shifts {

Result<v1::Shift> Planning::cancel_shift(sdk::Call& call, const v1::CancelShiftRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_CHECK(check_text("reason", request.reason(), 200, request.restore()));
  HALLE_TRY(zone, store::zone_of(call));
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  call.queue(
      "UPDATE shifts.occurrence SET state = $4, reason = $5, edited = true, sequence "
      "= sequence + 1, changed_at = $6 WHERE org_id = $1 AND template_id = $2 AND day = $3",
      call.organisation(), key.template_id, key.day,
      request.restore() ? v1::SHIFT_STATE_PLANNED : v1::SHIFT_STATE_CANCELLED,
      request.restore() ? std::string() : trim(request.reason()), call.now());
  if (!request.restore())
    call.queue(
        "UPDATE shifts.booking SET freed = 2, freed_at = $4, freed_by = $5 WHERE org_id = $1 AND "
        "template_id = $2 AND day = $3 AND freed IS NULL",
        call.organisation(), key.template_id, key.day, call.now(), call.principal());
  return store::shift(call, zone, key, store::viewer_of(call));
}

}  // namespace halle::shifts
