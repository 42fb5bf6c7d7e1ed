#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"
#include "services/membership/store/household.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {

Result<v1::SetStandingReply> Members::set_standing(sdk::Call& call,
                                                   const v1::SetStandingRequest& request) {
  if (request.standing() < v1::STANDING_ACTIVE || request.standing() > v1::STANDING_LEFT)
    return bad_field("standing", "membership.bad_standing");
  if (!is_utf8(request.cause()) || length(request.cause()) > 200)
    return bad_field("cause", "membership.bad_cause");
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

Result<v1::ListStandingsReply> Members::list_standings(sdk::Call& call,
                                                       const v1::ListStandingsRequest& request) {
  const Error unknown{Code::not_found, "membership.member_unknown"};
  if (!call.allowed("membership.member.read") && call.subject() != request.number()) return unknown;
  HALLE_TRY(rows, call.query(R"(
      SELECT s.standing, s.since, s.cause FROM membership.member m
        JOIN membership.standing s ON s.org_id = m.org_id AND s.member_id = m.id
       WHERE m.org_id = $1 AND m.number = $2 ORDER BY s.seq DESC)",
                             call.organisation(), request.number()));
  if (rows.empty()) return unknown;
  v1::ListStandingsReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* period = reply.add_periods();
    period->set_standing(static_cast<v1::Standing>(rows[r].number(0)));
    sdk::set_timestamp(*period->mutable_since(), rows[r].instant(1));
    period->set_cause(rows[r].text(2));
  }
  return reply;
}

Result<v1::SetLateReply> Members::set_late(sdk::Call& call, const v1::SetLateRequest& request) {
  store::lock_members(call, {request.number()});
  if (request.late())
    call.queue(
        "INSERT INTO membership.hold (org_id, member_id, cause) "
        "SELECT $1, id, 2 FROM membership.member WHERE org_id = $1 AND number = $2 "
        "ON CONFLICT DO NOTHING",
        call.organisation(), request.number());
  else
    call.queue(
        "DELETE FROM membership.hold h USING membership.member m WHERE h.org_id = $1 AND "
        "m.org_id = $1 AND m.number = $2 AND h.member_id = m.id AND h.cause = 2",
        call.organisation(), request.number());
  HALLE_CHECK(store::settle_holds(call, {request.number()}));
  return v1::SetLateReply{};
}

}  // namespace halle::membership
