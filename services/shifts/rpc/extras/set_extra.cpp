#include <algorithm>
#include <set>

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "services/shifts/domain/calendar.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/extras/source.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/bookings/bookings.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/members/skills.hpp"

namespace halle::shifts {
namespace {
/// What a shift is to be.
struct Wanted {
  std::string title;
  std::string place;
  store::Span span;
  int seats = 0;
  std::string skills;  // array literal
};

Result<Wanted> read(const sdk::Call& call, const v1::SetExtraRequest& request) {
  HALLE_CHECK(check_names(request.title(), request.place()));
  std::set<int> none;
  HALLE_CHECK(check_seat(request.seats(), none));
  HALLE_TRY(skills, store::skill_array({request.skills().begin(), request.skills().end()}));
  const store::Span span{sdk::instant_of(request.starts()), sdk::instant_of(request.ends())};
  if (span.starts_at <= call.now()) return Error{Code::failed_precondition, "shifts.begun"};
  if (span.ends_at <= span.starts_at || span.ends_at - span.starts_at > longest_shift)
    return bad_field("ends", "shifts.bad_length");
  return Wanted{trim(request.title()), trim(request.place()), span, request.seats(), skills};
}

/// Seats that members have keep their numbers, also beyond what is wanted; free ones have the
/// lowest numbers.
std::vector<store::ShiftSeat> seats_of(const Wanted& wanted,
                                       const std::vector<store::HeldNumber>& held) {
  std::set<int> numbers;
  for (const auto& one : held) numbers.insert(one.number);
  for (int n = 1; static_cast<int>(numbers.size()) < wanted.seats; ++n) numbers.insert(n);
  std::vector<store::ShiftSeat> seats;
  for (const int number : numbers) seats.push_back({number, false, wanted.skills});
  return seats;
}

/// The thing's shift under a lock; it is made if there is none.
Result<store::Key> shift_for(sdk::Call& call, const store::Source& source, const Wanted& wanted) {
  store::lock_source(call, source);
  HALLE_TRY(known, store::extra_of(call, source));
  if (known) {
    store::lock_shift(call, *known);
    return *known;
  }
  return store::make_extra(call, source, wanted.span, wanted.title, wanted.place);
}

/// Frees the seats of members who have another shift at the new time, and tells them. Returns the
/// seats that stay. With the shift locked.
Result<std::vector<store::HeldNumber>> free_who_cannot(sdk::Call& call, const store::Key& key,
                                                       const Wanted& wanted) {
  HALLE_TRY(holders, store::holders_of(call, key));
  store::lock_members(call, holders);
  HALLE_TRY(held, store::held_numbers(call, key));
  std::vector<store::ShiftSeat> kept;
  for (const auto& one : held) kept.push_back({one.number, false, wanted.skills});
  HALLE_TRY(troubled,
            store::troubled_by(call, key, kept, wanted.span.starts_at, wanted.span.ends_at));
  if (troubled.empty()) return held;
  std::vector<std::string> members;
  for (const auto& one : troubled) members.push_back(one.member_number);
  HALLE_CHECK(store::free_seats(call, key, members));
  tell(call, notice::called_off, {{key.text(), {wanted.span.starts_at, members}}});
  std::erase_if(held, [&](const store::HeldNumber& one) {
    return std::find(members.begin(), members.end(), one.member_number) != members.end();
  });
  return held;
}

/// Gives the members who had a seat when it was removed their seats back, and tells them.
Status reinstate(sdk::Call& call, const store::Key& key, Instant starts) {
  HALLE_TRY(lost, store::lost_seats(call, key));
  if (lost.empty()) return Done{};
  store::lock_members(call, lost);
  HALLE_TRY(members, store::restore_seats(call, key));
  tell(call, notice::takes_place, {{key.text(), {starts, members}}});
  return Done{};
}

/// Writes what the shift is to be and tells the members who keep a seat if it was moved.
Status write(sdk::Call& call, const store::Key& key, const store::Said& before,
             const Wanted& wanted, const std::vector<store::HeldNumber>& held) {
  const bool other_time =
      wanted.span.starts_at != before.starts_at || wanted.span.ends_at != before.ends_at;
  if (other_time || wanted.title != before.title || wanted.place != before.place)
    store::edit(call, key, wanted.span, wanted.title, wanted.place);
  store::set_seats(call, key, seats_of(wanted, held));
  if (other_time) store::remind_anew(call, key, wanted.span.starts_at);
  std::vector<std::string> members;
  for (const auto& one : held) members.push_back(one.member_number);
  if (!before.cancelled && (other_time || wanted.place != before.place))
    tell(call, notice::moved, {{key.text(), {wanted.span.starts_at, members}}});
  return Done{};
}
}  // namespace

Result<v1::Extra> Extras::set(sdk::Call& call, const v1::SetExtraRequest& request) {
  HALLE_TRY(source, source_of(call, request.source()));
  HALLE_TRY(wanted, read(call, request));
  HALLE_CHECK(store::know(call, {}, {request.skills().begin(), request.skills().end()}));
  HALLE_TRY(key, shift_for(call, source, wanted));
  HALLE_TRY(state, store::state(call, key));
  if (state.begun) return Error{Code::failed_precondition, "shifts.begun"};
  HALLE_TRY(before, store::said(call, key));
  HALLE_TRY(held, free_who_cannot(call, key, wanted));
  HALLE_CHECK(write(call, key, before, wanted, held));
  if (before.cancelled) {
    store::set_cancelled(call, key, false, "");
    HALLE_CHECK(reinstate(call, key, wanted.span.starts_at));
  }
  HALLE_TRY(taken, store::holders_of(call, key));
  v1::Extra reply;
  reply.mutable_key()->set_template_(key.template_id.text());
  reply.mutable_key()->set_day(key.day);
  reply.set_seats(std::max(wanted.seats, static_cast<int>(held.size())));
  reply.set_taken(static_cast<int>(taken.size()));
  return reply;
}

}  // namespace halle::shifts
