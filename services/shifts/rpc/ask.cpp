#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"
#include "services/shifts/store/plan.hpp"

namespace halle::shifts {
namespace {
/// Shifts with more free seats than members who are asked for them, and how many to ask: where
/// somebody gave one back or looks for a stand-in, where an important one is free, where a beginner
/// is alone. Who gave a seat back has a minute to think again.
constexpr const char* select_shifts = R"(
    SELECT o.template_id, o.day, f.free * 3 - (
             SELECT count(*) FROM shifts.offer a
              WHERE a.org_id = $1 AND a.template_id = o.template_id AND a.day = o.day
                AND a.declined_at IS NULL AND a.offered_at > $2::timestamptz - interval '1 day')
      FROM shifts.occurrence o
      CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE b.seat IS NULL) AS free, count(*) AS seats,
               bool_or(s.important) FILTER (WHERE b.seat IS NULL) AS important
          FROM shifts.seat s
          LEFT JOIN shifts.booking b
            ON b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
           AND b.seat = s.number AND b.freed IS NULL AND b.stand_in_since IS NULL
         WHERE s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day) f
     WHERE o.org_id = $1 AND o.state = 1 AND o.starts_at > $2
       AND o.starts_at < $2::timestamptz + interval '14 days' AND f.free > 0
       AND (f.important AND o.starts_at < $2::timestamptz + interval '7 days' OR EXISTS (
         SELECT 1 FROM shifts.booking b
          WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
            AND CASE WHEN b.freed IS NULL THEN b.stand_in_since ELSE b.freed_at END
                  <= $2::timestamptz - interval '1 minute'
            AND coalesce(b.freed, 1) IN (1, 3))
         OR f.free < f.seats AND NOT shifts.is_led($1, o.template_id, o.day))
     ORDER BY o.starts_at, o.template_id)";

/// Those who can come, the least asked first.
constexpr const char* ask_members = R"(
    WITH shift AS MATERIALIZED (
      SELECT title, starts_at, ends_at, shifts.is_led($1, $2, $3) AS led FROM shifts.occurrence
       WHERE org_id = $1 AND template_id = $2 AND day = $3),
    able AS MATERIALIZED (
      SELECT m.number, m.member_id FROM shifts.member m, shift
       WHERE m.org_id = $1
         AND EXISTS (SELECT 1 FROM shifts.seat s
                      WHERE s.org_id = $1 AND s.template_id = $2 AND s.day = $3
                        AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, m.number, $3))
                        AND NOT EXISTS (
                          SELECT 1 FROM shifts.booking b
                           WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3
                             AND b.seat = s.number AND b.freed IS NULL
                             AND b.stand_in_since IS NULL))
         AND ((SELECT led FROM shift) OR NOT shifts.is_beginner($1, m.number))
         AND 1 = (SELECT s.standing FROM shifts.standing s
                   WHERE s.org_id = $1 AND s.member_number = m.number
                   ORDER BY s.since DESC LIMIT 1)
         AND NOT EXISTS (SELECT 1 FROM shifts.offer f
                          WHERE f.org_id = $1 AND f.template_id = $2 AND f.day = $3
                            AND f.member_number = m.number)
         AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                          WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3
                            AND b.member_number = m.number)
         AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                          WHERE l.org_id = $1 AND l.member_number = m.number AND l.kind = 1
                            AND l.from_day <= $3
                            AND coalesce(l.until_day, 'infinity') >= $3)
         AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                           JOIN shifts.occurrence o
                             ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
                          WHERE b.org_id = $1 AND b.member_number = m.number AND b.freed IS NULL
                            AND o.starts_at < shift.ends_at AND o.ends_at > shift.starts_at)
         AND ($6 = 0 OR $6 > (
           SELECT count(*) FROM (
             SELECT b.template_id, b.day FROM shifts.booking b
              WHERE b.org_id = $1 AND b.member_number = m.number AND b.freed IS NULL
              UNION
             SELECT a.template_id, a.day FROM shifts.attendance a
              WHERE a.org_id = $1 AND a.member_number = m.number AND a.presence = 1) x
             JOIN shifts.occurrence o
               ON o.org_id = $1 AND o.template_id = x.template_id AND o.day = x.day
            WHERE o.starts_at > shift.starts_at - interval '28 days'
              AND o.starts_at <= shift.starts_at))),
    chosen AS MATERIALIZED (
      SELECT a.number, a.member_id FROM able a
       ORDER BY (SELECT count(*) FROM shifts.offer f
                  WHERE f.org_id = $1 AND f.member_number = a.number
                    AND f.offered_at > $4::timestamptz - interval '56 days'),
                (SELECT coalesce(sum(e.given), 0) FROM shifts.entry e
                  WHERE e.org_id = $1 AND (e.member_number = a.number AND e.person IS NULL
                                           OR e.person = a.number)
                    AND e.cause_kind IN ('shift', 'work')
                    AND e.effective_at > $4::timestamptz - interval '56 days'),
                length(a.number), a.number
       LIMIT $5),
    asked AS (
      INSERT INTO shifts.offer (org_id, template_id, day, member_number, offered_at)
      SELECT $1, $2, $3, number, $4 FROM chosen ON CONFLICT DO NOTHING
      RETURNING member_number)
    SELECT c.member_id, c.number, shift.title, shift.starts_at FROM chosen c, shift
     WHERE c.number IN (SELECT member_number FROM asked) ORDER BY length(c.number), c.number)";
}  // namespace

Result<v1::AskReply> Bookings::ask(sdk::Call& call, const v1::AskRequest& /*request*/) {
  const std::string zone = call.zone();
  HALLE_TRY(settings, store::settings(call, zone));
  HALLE_TRY(shifts, call.query(select_shifts, call.organisation(), call.now()));
  v1::AskReply reply;
  for (std::size_t s = 0; s < shifts.size(); ++s) {
    if (shifts[s].number(2) <= 0) continue;
    HALLE_TRY(asked,
              call.query(ask_members, call.organisation(), shifts[s].text(0), shifts[s].text(1),
                         call.now(), shifts[s].number(2), settings.ask_limit()));
    for (std::size_t r = 0; r < asked.size(); ++r) {
      v1::SeatOffered event;
      event.set_member(asked[r].text(0));
      event.set_number(asked[r].text(1));
      event.mutable_key()->set_template_(shifts[s].text(0));
      event.mutable_key()->set_day(shifts[s].text(1));
      event.set_title(asked[r].text(2));
      sdk::set_timestamp(*event.mutable_starts_at(), asked[r].instant(3));
      call.emit(event, event.member());
    }
    reply.set_asked(reply.asked() + static_cast<int>(asked.size()));
  }
  if (reply.asked() == 0) call.rollback();  // nothing happened: leaves no trace
  return reply;
}

Result<v1::DeclineReply> Bookings::decline(sdk::Call& call, const v1::DeclineRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.shift.manage"));
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(said, call.query("UPDATE shifts.offer SET declined_at = coalesce(declined_at, $5) "
                             "WHERE org_id = $1 AND template_id = $2 AND day = $3 AND "
                             "member_number = $4 RETURNING 1",
                             call.organisation(), key.template_id, key.day, request.member(),
                             call.now()));
  if (said.empty()) return Error{Code::failed_precondition, "shifts.not_asked"};
  return v1::DeclineReply{};
}

}  // namespace halle::shifts
