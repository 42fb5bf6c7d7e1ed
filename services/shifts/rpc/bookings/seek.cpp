#include <set>

#include "core/sdk/time.hpp"
#include "services/shifts/rpc/bookings/take_seat.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/stand_ins.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

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
}  // namespace

Result<v1::SeekReply> Bookings::seek(sdk::Call& call, const v1::SeekRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(wanted, wishes(call, key, request));
  store::lock_shift(call, key);
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  if (state.cancelled) return Error{Code::failed_precondition, "shifts.cancelled"};
  HALLE_TRY(has_seat, store::seek(call, key, request.member(), wanted));
  if (!has_seat) return Error{Code::failed_precondition, "shifts.no_seat"};
  return v1::SeekReply{};
}

Result<v1::StopSeekingReply> Bookings::stop_seeking(sdk::Call& call,
                                                    const v1::StopSeekingRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  store::lock_shift(call, key);
  store::stop_seeking(call, key, request.member());
  return v1::StopSeekingReply{};
}

Result<v1::SwapReply> Bookings::swap(sdk::Call& call, const v1::SwapRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(there, store::key_of(request.key()));
  HALLE_TRY(here, store::key_of(request.in_return()));
  HALLE_TRY(other, store::proposer(call, there, request.seat(), here));
  if (!other || *other == request.member()) return no_swap();
  const bool in_order = there.text() < here.text();
  store::lock_shift(call, in_order ? there : here);
  store::lock_shift(call, in_order ? here : there);
  store::lock_members(call, {request.member(), *other});
  HALLE_TRY(still, store::proposer(call, there, request.seat(), here));
  if (still != other) return no_swap();
  HALLE_TRY(given, store::give(call, here, request.member()));
  if (!given) return no_swap();
  HALLE_TRY(theirs, store::give(call, there, *other));
  if (!theirs) return no_swap();
  HALLE_TRY(taken, take_seat(call, there, request.member(), theirs->seat, true));
  if (!taken.refusal.reason.empty()) return taken.refusal;
  HALLE_TRY(for_it, take_seat(call, here, *other, given->seat, true));
  if (!for_it.refusal.reason.empty()) {
    const auto& reason = for_it.refusal.reason;
    // Of the other nothing is told but that.
    return Error{Code::failed_precondition, reason == "shifts.begun" || reason == "shifts.cancelled"
                                                ? reason
                                                : "shifts.other_cannot"};
  }
  v1::SeatTakenOver event;
  event.set_member(theirs->member_id.text());
  event.set_number(*other);
  *event.mutable_key() = request.key();
  event.set_title(theirs->title);
  sdk::set_timestamp(*event.mutable_starts_at(), theirs->starts_at);
  *event.mutable_in_return() = request.in_return();
  call.emit(event, event.member());
  tell(call, notice::seat_taken_over, {{about_swap(there, here), {theirs->starts_at, {*other}}}});
  return v1::SwapReply{};
}

}  // namespace halle::shifts
