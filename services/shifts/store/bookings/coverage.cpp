#include "services/shifts/store/bookings/coverage.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<std::vector<WeekTitle>> seats_by_title(sdk::Call& call, const std::string& zone, Day from,
                                              Day until) {
  static const std::string statement = names.in(R"(
      SELECT date_trunc('week', o.starts_at AT TIME ZONE $2)::date AS monday, o.title,
             count(*) AS seats, count(b.seat) AS taken,
             count(*) FILTER (WHERE s.important AND b.seat IS NULL) AS important_free
        FROM shifts.occurrence o
        JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
        LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.template_id = s.template_id
         AND b.day = s.day AND b.seat = s.number AND b.freed IS NULL
       WHERE o.org_id = $1 AND o.state = {planned}
         AND o.starts_at >= $3::date::timestamp AT TIME ZONE $2
         AND o.starts_at < $4::date::timestamp AT TIME ZONE $2
       GROUP BY 1, 2 ORDER BY 1, 2)");
  return call.query<WeekTitle>(statement, call.organisation(), zone, from, until);
}

Result<std::vector<WeekSkill>> seats_by_skill(sdk::Call& call, const std::string& zone, Day from,
                                              Day until) {
  static const std::string statement = names.in(R"(
      SELECT date_trunc('week', o.starts_at AT TIME ZONE $2)::date AS monday, k.name,
             count(*) AS seats, count(b.seat) AS taken
        FROM shifts.occurrence o
        JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
         AND s.skills <> '{}'
        JOIN shifts.skill k ON k.org_id = $1 AND k.id = ANY (s.skills)
        LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.template_id = s.template_id
         AND b.day = s.day AND b.seat = s.number AND b.freed IS NULL
       WHERE o.org_id = $1 AND o.state = {planned}
         AND o.starts_at >= $3::date::timestamp AT TIME ZONE $2
         AND o.starts_at < $4::date::timestamp AT TIME ZONE $2
       GROUP BY 1, k.id, k.name ORDER BY 1, k.name COLLATE "fr-x-icu", k.id)");
  return call.query<WeekSkill>(statement, call.organisation(), zone, from, until);
}

Result<std::vector<ScarceSkill>> scarce_skills(sdk::Call& call, Day today) {
  static const std::string statement = names.in(R"(
      SELECT k.name, h.holders FROM shifts.skill k
        CROSS JOIN LATERAL (
          SELECT count(DISTINCT x.member_number) AS holders FROM shifts.member_skill x
           WHERE x.org_id = $1 AND x.skill_id = k.id AND x.from_day <= $2
             AND (x.until_day IS NULL OR x.until_day >= $2)
             AND {active} = (SELECT s.standing FROM shifts.standing s
                              WHERE s.org_id = $1 AND s.member_number = x.member_number
                              ORDER BY s.since DESC LIMIT 1)) h
       WHERE k.org_id = $1 AND h.holders <= 2 AND (
         EXISTS (SELECT 1 FROM shifts.template_seat t JOIN shifts.template p
                   ON p.org_id = $1 AND p.id = t.template_id AND (p.valid_until IS NULL OR p.valid_until >= $2)
                  WHERE t.org_id = $1 AND k.id = ANY (t.skills))
         OR EXISTS (SELECT 1 FROM shifts.occurrence o
                      JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
                     WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $3
                       AND k.id = ANY (s.skills)))
       ORDER BY k.name COLLATE "fr-x-icu", k.id)");
  return call.query<ScarceSkill>(statement, call.organisation(), today, call.now());
}

Result<std::vector<GivenWeek>> given_by_week(sdk::Call& call, const std::string& zone, Day from) {
  static const std::string statement = names.in(R"(
      WITH given AS MATERIALIZED (
        -- minutes a week that each member gave, on whichever account they are
        SELECT coalesce(e.person, e.member_number) AS member_number,
               date_trunc('week', e.effective_at AT TIME ZONE $2)::date AS week,
               sum(e.given) AS minutes
          FROM shifts.entry e
         WHERE e.org_id = $1 AND e.cause_kind IN ('shift', 'work')
           AND e.effective_at >= $3::date::timestamp AT TIME ZONE $2
         GROUP BY 1, 2 HAVING sum(e.given) > 0),
      -- shifts of the last four weeks
      now_and_then AS MATERIALIZED (
        SELECT x.member_number, count(*) AS shifts FROM (
          SELECT b.member_number, b.template_id, b.day FROM shifts.booking b
           WHERE b.org_id = $1 AND b.freed IS NULL
           UNION
          SELECT a.member_number, a.template_id, a.day FROM shifts.attendance a
           WHERE a.org_id = $1 AND a.presence = {present}) x
          JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = x.template_id AND o.day = x.day
         WHERE o.starts_at > $4::timestamptz - interval '28 days' AND o.starts_at <= $4
         GROUP BY 1)
      SELECT m.number, g.week AS monday, coalesce(g.minutes, 0) AS minutes,
             coalesce(n.shifts, 0) AS shifts
        FROM shifts.member m
        LEFT JOIN given g ON g.member_number = m.number
        LEFT JOIN now_and_then n ON n.member_number = m.number
       WHERE m.org_id = $1 AND {active} = (SELECT s.standing FROM shifts.standing s
                                            WHERE s.org_id = $1 AND s.member_number = m.number
                                            ORDER BY s.since DESC LIMIT 1)
       ORDER BY length(m.number), m.number, g.week)");
  return call.query<GivenWeek>(statement, call.organisation(), zone, from, call.now());
}

}  // namespace halle::shifts::store
