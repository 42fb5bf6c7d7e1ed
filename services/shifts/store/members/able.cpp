#include "services/shifts/store/members/able.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<std::vector<AbleRow>> able(sdk::Call& call, const std::string& skills, Instant from,
                                  Instant until) {
  static const std::string statement = names.in(R"(
      WITH days AS MATERIALIZED (
        SELECT t.first + n AS day
          FROM (SELECT ($3::timestamptz AT TIME ZONE $5)::date AS first,
                       ($4::timestamptz AT TIME ZONE $5)::date AS last) t,
               generate_series(0, t.last - t.first) n),
      held AS MATERIALIZED (
        SELECT DISTINCT k.member_number, k.skill_id FROM shifts.member_skill k
          JOIN days d ON k.from_day <= d.day AND (k.until_day IS NULL OR k.until_day >= d.day)
         WHERE k.org_id = $1 AND k.skill_id = ANY ($2::uuid[])),
      able AS MATERIALIZED (
        SELECT held.member_number, array_agg(held.skill_id::text ORDER BY held.skill_id) AS skills
          FROM held
         WHERE {active} = (SELECT s.standing FROM shifts.standing s
                            WHERE s.org_id = $1 AND s.member_number = held.member_number
                            ORDER BY s.since DESC LIMIT 1)
         GROUP BY held.member_number),
      busy AS (
        SELECT a.member_number, o.starts_at AS busy_from, o.ends_at AS busy_until,
               NULL::text AS lacking
          FROM able a
          JOIN shifts.booking b ON b.org_id = $1 AND b.member_number = a.member_number
           AND b.freed IS NULL
          JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id
           AND o.day = b.day AND o.state = {planned} AND o.starts_at < $4 AND o.ends_at > $3
        UNION ALL
        SELECT a.member_number, l.from_day::timestamp AT TIME ZONE $5,
               coalesce((l.until_day + 1)::timestamp AT TIME ZONE $5, $4), NULL
          FROM able a
          JOIN shifts.leave l ON l.org_id = $1 AND l.member_number = a.member_number
           AND l.kind = {on_leave} AND l.from_day::timestamp AT TIME ZONE $5 < $4
           AND (l.until_day IS NULL OR (l.until_day + 1)::timestamp AT TIME ZONE $5 > $3)
        UNION ALL
        SELECT h.member_number, d.day::timestamp AT TIME ZONE $5,
               (d.day + 1)::timestamp AT TIME ZONE $5, h.skill_id::text
          FROM held h CROSS JOIN days d
         WHERE NOT EXISTS (
           SELECT 1 FROM shifts.member_skill k
            WHERE k.org_id = $1 AND k.member_number = h.member_number
              AND k.skill_id = h.skill_id AND k.from_day <= d.day
              AND (k.until_day IS NULL OR k.until_day >= d.day)))
      SELECT a.member_number AS number, a.skills, b.busy_from, b.busy_until, b.lacking
        FROM able a LEFT JOIN busy b ON b.member_number = a.member_number
       ORDER BY 1, 3, 4, 5)");
  return call.query<AbleRow>(statement, call.organisation(), skills, from, until, call.zone());
}

}  // namespace halle::shifts::store
