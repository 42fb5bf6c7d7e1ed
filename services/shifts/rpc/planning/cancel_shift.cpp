#include "core/base/text/text.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/extras/source.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {
namespace {
/// Frees the seats of the shift, which is called off, and tells the members who had them.
Status free_seats(sdk::Call& call, const store::Key& key, Instant starts) {
  HALLE_TRY(members, store::free_all(call, key));
  tell(call, notice::called_off, {{key.text(), {starts, members}}});
  return Done{};
}

/// Gives those who had a seat when the shift was called off their seats back, and tells them. With
/// the shift locked.
Status give_seats_back(sdk::Call& call, const store::Key& key, Instant starts) {
  HALLE_TRY(lost, store::lost_seats(call, key));
  if (lost.empty()) return Done{};
  store::lock_members(call, lost);
  HALLE_TRY(members, store::restore_seats(call, key));
  tell(call, notice::takes_place, {{key.text(), {starts, members}}});
  return Done{};
}
}  // namespace

Result<v1::Shift> Planning::cancel_shift(sdk::Call& call, const v1::CancelShiftRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_CHECK(check_text("reason", request.reason(), 200, request.restore()));
  const std::string zone = call.zone();
  store::lock_shift(call, key);
  HALLE_CHECK(is_not_of_module(call, key));
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  store::set_cancelled(call, key, !request.restore(),
                       request.restore() ? std::string() : trim(request.reason()));
  if (!request.restore())
    HALLE_CHECK(free_seats(call, key, state.starts_at));
  else if (state.cancelled)
    HALLE_CHECK(give_seats_back(call, key, state.starts_at));
  return store::shift(call, zone, key, store::viewer_of(call));
}

}  // namespace halle::shifts
