#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/membership/rpc/members.hpp"

namespace halle::membership {

Result<v1::SetStandingReply> Members::set_standing(sdk::Call& call,
                                                   const v1::SetStandingRequest& request) {
  if (request.standing() < v1::STANDING_ACTIVE || request.standing() > v1::STANDING_LEFT)
    return bad_field("standing", "membership.bad_standing");
  if (!is_utf8(request.cause()) || length(request.cause()) > 200)
    return bad_field("cause", "membership.bad_cause");
  // The row is locked first, so that the history's numbers and dates follow each other.
  call.queue("SELECT 1 FROM membership.member WHERE org_id = $1 AND number = $2 FOR UPDATE",
             call.organisation(), request.number());
  HALLE_TRY(rows, call.query(R"(
      WITH found AS (
        SELECT id, standing FROM membership.member WHERE org_id = $1 AND number = $2),
      changed AS (
        UPDATE membership.member m SET standing = $3 FROM found f
         WHERE m.org_id = $1 AND m.id = f.id AND f.standing <> $3 RETURNING m.id),
      noted AS (
        INSERT INTO membership.standing (org_id, member_id, seq, standing, since, cause, principal)
        SELECT $1, c.id, 1 + (SELECT max(seq) FROM membership.standing s
                               WHERE s.org_id = $1 AND s.member_id = c.id), $3, $4, $5, $6
          FROM changed c)
      SELECT f.id, EXISTS (SELECT 1 FROM changed) FROM found f)",
                             call.organisation(), request.number(),
                             static_cast<std::int64_t>(request.standing()), call.now(),
                             request.cause(), call.principal()));
  if (rows.empty()) return Error{Code::not_found, "membership.member_unknown"};
  v1::SetStandingReply reply;
  reply.set_changed(rows[0].truth(1));
  if (reply.changed()) {
    v1::StandingChanged event;
    event.set_member(rows[0].text(0));
    event.set_number(request.number());
    event.set_standing(request.standing());
    call.emit(event, event.member());
  }
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

}  // namespace halle::membership
