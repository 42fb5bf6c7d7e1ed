#include "services/shifts/store/hours/months.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<std::vector<MonthRow>> month_of_members(sdk::Call& call, const std::string& zone,
                                               Month month, Day on) {
  static const std::string statement = names.in(R"(
      WITH span AS MATERIALIZED (
        SELECT $2::date::timestamp AT TIME ZONE $4 AS begins,
               ($3::date + 1)::timestamp AT TIME ZONE $4 AS ends),
      -- owed for the month, and the balance at its end. What a month, or a cycle that ends with it,
      -- asks for and takes off counts from the first instant of the next one, and so does what is
      -- given then.
      sums AS MATERIALIZED (
        SELECT e.member_number,
               -sum(e.minutes) FILTER (WHERE e.cause_kind = 'month' AND e.cause = $5
                                          OR e.cause_kind = 'cycle' AND e.effective_at > begins) AS owed,
               sum(e.minutes) FILTER (WHERE e.account = 'time') AS balance
          FROM shifts.entry e, span
         WHERE e.org_id = $1 AND (e.effective_at < ends
            OR e.effective_at = ends
                AND e.cause_kind IN ('month', 'cycle', 'surplus', 'saved', 'repaid', 'absence'))
         GROUP BY e.member_number),
      -- time that each member gave, on whichever account it is
      given AS MATERIALIZED (
        SELECT coalesce(e.person, e.member_number) AS member_number,
               sum(e.given) FILTER (WHERE e.cause_kind = 'shift') AS shift_minutes,
               sum(e.given) FILTER (WHERE e.cause_kind = 'work') AS work_minutes
          FROM shifts.entry e, span
         WHERE e.org_id = $1 AND e.effective_at >= begins AND e.effective_at < ends
         GROUP BY 1),
      -- members whose hours are on the account of another of the household
      pooled AS MATERIALIZED (
        SELECT b.member_number, b.main_number FROM shifts.belonging b
         WHERE b.org_id = $1 AND b.from_day <= $6 AND coalesce(b.until_day, 'infinity') >= $6
           AND (SELECT r.per_household FROM shifts.rule r
                 WHERE r.org_id = $1 AND r.from_day <= $6 ORDER BY r.from_day DESC LIMIT 1)),
      was_there AS MATERIALIZED (
        SELECT a.member_number, count(*) AS times FROM shifts.attendance a
          JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = a.template_id AND o.day = a.day
          CROSS JOIN span
         WHERE a.org_id = $1 AND a.presence = {present} AND o.starts_at >= begins
           AND o.starts_at < ends
         GROUP BY a.member_number),
      -- members who were active on a day of the month
      active AS MATERIALIZED (
        SELECT DISTINCT member_number FROM (
          SELECT member_number, standing, since,
                 lead(since) OVER (PARTITION BY member_number ORDER BY since) AS ended
            FROM shifts.standing WHERE org_id = $1) s
         WHERE standing = {active} AND since <= $3::date AND coalesce(ended, 'infinity') > $2::date)
      SELECT m.number, coalesce(g.shift_minutes, 0) AS shift_minutes,
             coalesce(g.work_minutes, 0) AS work_minutes, coalesce(s.owed, 0) AS owed_minutes,
             coalesce(s.balance, 0) AS balance_minutes, coalesce(t.times, 0) AS shifts, p.main_number
        FROM shifts.member m
        LEFT JOIN pooled p ON p.member_number = m.number
        LEFT JOIN given g ON g.member_number = m.number
        LEFT JOIN sums s ON s.member_number = m.number
        LEFT JOIN was_there t ON t.member_number = m.number
        LEFT JOIN active a ON a.member_number = m.number
       WHERE m.org_id = $1 AND (a.member_number IS NOT NULL OR g.shift_minutes <> 0
          OR g.work_minutes <> 0 OR s.owed <> 0)
       ORDER BY length(m.number), m.number)");
  return call.query<MonthRow>(statement, call.organisation(), first_day(month), last_day(month),
                              zone, month_text(month), on);
}

}  // namespace halle::shifts::store
