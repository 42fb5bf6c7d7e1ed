#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "services/membership/domain/cause.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/dues/holds.hpp"
#include "services/membership/store/dues/standing.hpp"
#include "services/membership/store/members/household.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {

Result<v1::SetStandingReply> Members::set_standing(sdk::Call& call,
                                                   const v1::SetStandingRequest& request) {
  if (request.standing() < v1::STANDING_ACTIVE || request.standing() > v1::STANDING_LEFT)
    return bad_field("standing", "membership.bad_standing");
  HALLE_CHECK(check_cause(request.cause()));
  if (request.standing() != v1::STANDING_LEFT && is_own(call, request.number()))
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  if (request.standing() == v1::STANDING_LEFT)
    HALLE_CHECK(store::check_leaving(call, request.number()));
  HALLE_TRY(today, store::today(call));
  // The row is locked first, so that the history's numbers and dates follow each other.
  store::lock_household(call, request.number());
  if (request.standing() == v1::STANDING_ACTIVE) store::waive_holds(call, request.number());
  HALLE_TRY(changed,
            store::set_standing(call, request.number(), request.standing(), trim(request.cause())));
  if (request.standing() == v1::STANDING_LEFT)
    HALLE_CHECK(store::end_household(call, request.number(), today));
  v1::SetStandingReply reply;
  reply.set_changed(changed);
  return reply;
}

Result<v1::Member> Members::leave(sdk::Call& call, const v1::LeaveRequest& request) {
  if (!call.allowed("membership.member.manage") && !is_own(call, request.number()))
    return store::unknown_member(request.number());
  HALLE_CHECK(check_cause(request.cause()));
  HALLE_CHECK(store::check_leaving(call, request.number()));
  HALLE_TRY(today, store::today(call));
  store::lock_household(call, request.number());
  HALLE_CHECK(
      store::set_standing(call, request.number(), v1::STANDING_LEFT, trim(request.cause())));
  HALLE_CHECK(store::end_household(call, request.number(), today));
  return store::known_member(call, request.number());
}

Result<v1::ListStandingsReply> Members::list_standings(sdk::Call& call,
                                                       const v1::ListStandingsRequest& request) {
  const Error unknown{Code::not_found, "membership.member_unknown"};
  if (!call.allowed("membership.member.read") && call.subject() != request.number()) return unknown;
  HALLE_TRY(standings, store::standings(call, request.number()));
  if (standings.empty()) return unknown;
  v1::ListStandingsReply reply;
  for (const auto& one : standings) {
    auto* period = reply.add_periods();
    period->set_standing(one.standing);
    sdk::set_timestamp(*period->mutable_since(), one.since);
    period->set_cause(one.cause);
  }
  return reply;
}

Result<v1::SetLateReply> Members::set_late(sdk::Call& call, const v1::SetLateRequest& request) {
  store::lock_members(call, {request.number()});
  store::set_late(call, request.number(), request.late());
  HALLE_CHECK(store::settle_holds(call, {request.number()}));
  return v1::SetLateReply{};
}

}  // namespace halle::membership
