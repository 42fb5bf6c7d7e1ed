#include "services/shifts/store/bookings/offers.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<std::vector<ShortShift>> short_shifts(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT o.template_id, o.day,
             -- three members a free seat, without those who were asked during the last day
             f.free * 3 - (
               SELECT count(*) FROM shifts.offer a
                WHERE a.org_id = $1 AND a.template_id = o.template_id AND a.day = o.day
                  AND a.declined_at IS NULL AND a.offered_at > $2::timestamptz - interval '1 day')
               AS to_ask
        FROM shifts.occurrence o
        -- its seats; one whose holder looks for a stand-in counts as free
        CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE b.seat IS NULL) AS free, count(*) AS seats,
                 bool_or(s.important) FILTER (WHERE b.seat IS NULL) AS important
            FROM shifts.seat s
            LEFT JOIN shifts.booking b
              ON b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
             AND b.seat = s.number AND b.freed IS NULL AND b.stand_in_since IS NULL
           WHERE s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day) f
       WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $2
         AND o.starts_at < $2::timestamptz + interval '14 days' AND f.free > 0
         -- an important seat is free, a seat was given back or a stand-in is looked for, or only
         -- beginners come; whoever gave a seat back has a minute to think again
         AND (f.important AND o.starts_at < $2::timestamptz + interval '7 days' OR EXISTS (
           SELECT 1 FROM shifts.booking b
            WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
              AND CASE WHEN b.freed IS NULL THEN b.stand_in_since ELSE b.freed_at END
                    <= $2::timestamptz - interval '1 minute'
              AND coalesce(b.freed, {given_back}) IN ({given_back}, {freed_left}))
           OR f.free < f.seats AND NOT shifts.is_led($1, o.template_id, o.day))
       ORDER BY o.starts_at, o.template_id)");
  return call.query<ShortShift>(statement, call.organisation(), call.now());
}

Result<std::vector<Asked>> ask_members(sdk::Call& call, const ShortShift& shift, int ask_limit) {
  static const std::string statement = names.in(R"(
      WITH shift AS MATERIALIZED (
        SELECT title, starts_at, ends_at, shifts.is_led($1, $2, $3) AS led FROM shifts.occurrence
         WHERE org_id = $1 AND template_id = $2 AND day = $3),
      -- members who can take one of its free seats
      able AS MATERIALIZED (
        SELECT m.number, m.member_id FROM shifts.member m, shift
         WHERE m.org_id = $1
           -- a free seat suits them
           AND EXISTS (SELECT 1 FROM shifts.seat s
                        WHERE s.org_id = $1 AND s.template_id = $2 AND s.day = $3
                          AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, m.number, $3))
                          AND NOT EXISTS (
                            SELECT 1 FROM shifts.booking b
                             WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3
                               AND b.seat = s.number AND b.freed IS NULL
                               AND b.stand_in_since IS NULL))
           -- they would not be beginners alone
           AND ((SELECT led FROM shift) OR NOT shifts.is_beginner($1, m.number))
           AND {active} = (SELECT s.standing FROM shifts.standing s
                            WHERE s.org_id = $1 AND s.member_number = m.number
                            ORDER BY s.since DESC LIMIT 1)
           -- neither asked before, nor with a seat now or earlier, nor on leave, nor elsewhere
           AND NOT EXISTS (SELECT 1 FROM shifts.offer f
                            WHERE f.org_id = $1 AND f.template_id = $2 AND f.day = $3
                              AND f.member_number = m.number)
           AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                            WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3
                              AND b.member_number = m.number)
           AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                            WHERE l.org_id = $1 AND l.member_number = m.number
                              AND l.kind = {on_leave} AND l.from_day <= $3
                              AND coalesce(l.until_day, 'infinity') >= $3)
           AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                             JOIN shifts.occurrence o
                               ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
                            WHERE b.org_id = $1 AND b.member_number = m.number AND b.freed IS NULL
                              AND o.starts_at < shift.ends_at AND o.ends_at > shift.starts_at)
           -- with fewer shifts in four weeks than the limit
           AND ($6 = 0 OR $6 > (
             SELECT count(*) FROM (
               SELECT b.template_id, b.day FROM shifts.booking b
                WHERE b.org_id = $1 AND b.member_number = m.number AND b.freed IS NULL
                UNION
               SELECT a.template_id, a.day FROM shifts.attendance a
                WHERE a.org_id = $1 AND a.member_number = m.number AND a.presence = {present}) x
               JOIN shifts.occurrence o
                 ON o.org_id = $1 AND o.template_id = x.template_id AND o.day = x.day
              WHERE o.starts_at > shift.starts_at - interval '28 days'
                AND o.starts_at <= shift.starts_at))),
      -- those of them who were asked least and gave least time in eight weeks
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
       WHERE c.number IN (SELECT member_number FROM asked) ORDER BY length(c.number), c.number)");
  return call.query<Asked>(statement, call.organisation(), shift.template_id, shift.day, call.now(),
                           shift.to_ask, ask_limit);
}

Result<bool> decline(sdk::Call& call, const Key& key, const std::string& member) {
  HALLE_TRY(said, call.find<int>(
                      "UPDATE shifts.offer SET declined_at = coalesce(declined_at, $5) "
                      "WHERE org_id = $1 AND template_id = $2 AND day = $3 AND member_number = $4 "
                      "RETURNING 1",
                      call.organisation(), key.template_id, key.day, member, call.now()));
  return said.has_value();
}

}  // namespace halle::shifts::store
