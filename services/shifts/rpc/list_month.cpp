#include <algorithm>

#include "core/base/day.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
/// One row a member who was active for a day of the month, or of whom an entry counts in it. What a
/// month, or a cycle that ends with it, asks for and takes off counts from the first instant of the
/// next one, and so does what is given then.
constexpr const char* select_month = R"(
    WITH span AS MATERIALIZED (
      SELECT $2::date::timestamp AT TIME ZONE $4 AS begins, ($3::date + 1)::timestamp AT TIME ZONE $4 AS ends),
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
    given AS MATERIALIZED (
      SELECT coalesce(e.person, e.member_number) AS member_number,
             sum(e.given) FILTER (WHERE e.cause_kind = 'shift') AS shift_minutes,
             sum(e.given) FILTER (WHERE e.cause_kind = 'work') AS work_minutes
        FROM shifts.entry e, span
       WHERE e.org_id = $1 AND e.effective_at >= begins AND e.effective_at < ends
       GROUP BY 1),
    pooled AS MATERIALIZED (
      SELECT b.member_number, b.main_number FROM shifts.belonging b
       WHERE b.org_id = $1 AND b.from_day <= $6 AND coalesce(b.until_day, 'infinity') >= $6
         AND (SELECT r.per_household FROM shifts.rule r
               WHERE r.org_id = $1 AND r.from_day <= $6 ORDER BY r.from_day DESC LIMIT 1)),
    was_there AS MATERIALIZED (
      SELECT a.member_number, count(*) AS times FROM shifts.attendance a
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = a.template_id AND o.day = a.day
        CROSS JOIN span
       WHERE a.org_id = $1 AND a.presence = 1 AND o.starts_at >= begins AND o.starts_at < ends
       GROUP BY a.member_number),
    active AS MATERIALIZED (
      SELECT DISTINCT member_number FROM (
        SELECT member_number, standing, since,
               lead(since) OVER (PARTITION BY member_number ORDER BY since) AS ended
          FROM shifts.standing WHERE org_id = $1) s
       WHERE standing = 1 AND since <= $3::date AND coalesce(ended, 'infinity') > $2::date)
    SELECT m.number, coalesce(g.shift_minutes, 0), coalesce(g.work_minutes, 0), coalesce(s.owed, 0),
           coalesce(s.balance, 0), coalesce(t.times, 0), p.main_number
      FROM shifts.member m
      LEFT JOIN pooled p ON p.member_number = m.number
      LEFT JOIN given g ON g.member_number = m.number
      LEFT JOIN sums s ON s.member_number = m.number
      LEFT JOIN was_there t ON t.member_number = m.number
      LEFT JOIN active a ON a.member_number = m.number
     WHERE m.org_id = $1 AND (a.member_number IS NOT NULL OR g.shift_minutes <> 0
        OR g.work_minutes <> 0 OR s.owed <> 0)
     ORDER BY length(m.number), m.number)";
}  // namespace

Result<v1::ListMonthReply> Hours::list_month(sdk::Call& call, const v1::ListMonthRequest& request) {
  const std::string zone = call.zone();
  HALLE_TRY(now, store::today(call));
  const auto month = request.month().empty() ? month_of(now) : read_month(request.month());
  if (!month) return bad_field("month", "shifts.bad_month", request.month());
  HALLE_TRY(rows, call.query(select_month, call.organisation(), day_text(first_day(*month)),
                             day_text(last_day(*month)), zone, month_text(*month),
                             day_text(std::min(now, last_day(*month)))));
  v1::ListMonthReply reply;
  reply.set_month(month_text(*month));
  reply.set_open(*month >= month_of(now));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& row = *reply.add_rows();
    row.set_member(rows[r].text(0));
    row.set_shift_minutes(static_cast<int>(rows[r].number(1)));
    row.set_work_minutes(static_cast<int>(rows[r].number(2)));
    row.set_owed_minutes(static_cast<int>(rows[r].number(3)));
    row.set_balance_minutes(static_cast<int>(rows[r].number(4)));
    row.set_shifts(static_cast<int>(rows[r].number(5)));
    row.set_household(rows[r].text(6));
  }
  return reply;
}

}  // namespace halle::shifts
