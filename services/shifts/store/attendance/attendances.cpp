#include "services/shifts/store/attendance/attendances.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<std::vector<AttendanceRow>> attendance_of(sdk::Call& call, const Key& key) {
  return call.query<AttendanceRow>(R"(
      SELECT coalesce(a.member_number, b.member_number) AS number, a.presence,
             b.member_number IS NULL AS walk_in, o.verdict, o.note
        FROM shifts.occurrence o
        LEFT JOIN (
          (SELECT member_number, presence FROM shifts.attendance
            WHERE org_id = $1 AND template_id = $2 AND day = $3) a
          FULL JOIN (SELECT member_number FROM shifts.booking
                      WHERE org_id = $1 AND template_id = $2 AND day = $3 AND freed IS NULL) b
            ON b.member_number = a.member_number) ON true
       WHERE o.org_id = $1 AND o.template_id = $2 AND o.day = $3
       ORDER BY length(coalesce(a.member_number, b.member_number)), 1)",
                                   call.organisation(), key.template_id, key.day);
}

Result<std::vector<BeforeMark>> before_marks(sdk::Call& call, const Key& key,
                                             const std::vector<Mark>& marks) {
  static const std::string select_before = names.in(R"(
    WITH
    -- Other shifts at the same time.
    beside AS MATERIALIZED (
      SELECT o.template_id, o.day FROM shifts.occurrence s
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.starts_at < s.ends_at AND o.ends_at > s.starts_at
         AND o.starts_at > s.starts_at - interval '25 hours'
       WHERE s.org_id = $1 AND s.template_id = $2 AND s.day = $3
         AND (o.template_id, o.day) <> ($2, $3))
    SELECT g.member, b.member_number IS NOT NULL AS has_seat, a.presence IS NOT NULL AS was_marked,
           coalesce(a.marked_by = $6, true) AS marked_by_caller,
           EXISTS (
             SELECT 1 FROM shifts.booking x
              WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed IS NULL
                AND x.member_number = $7) AS caller_has_seat,
           {active} IS NOT DISTINCT FROM (
             SELECT t.standing FROM shifts.standing t
              WHERE t.org_id = $1 AND t.member_number = g.member
              ORDER BY t.since DESC LIMIT 1) AS is_active,
           g.presence = {present} AND EXISTS (
             SELECT 1 FROM beside o JOIN shifts.attendance x
                 ON x.org_id = $1 AND x.template_id = o.template_id AND x.day = o.day
                AND x.member_number = g.member AND x.presence = {present}) AS present_elsewhere
      -- The marks that change something, each with the seat and the mark there is.
      FROM unnest($4::text[], $5::smallint[]) AS g (member, presence)
      LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.template_id = $2 AND b.day = $3
       AND b.member_number = g.member AND b.freed IS NULL
      LEFT JOIN shifts.attendance a ON a.org_id = $1 AND a.template_id = $2 AND a.day = $3
       AND a.member_number = g.member
     WHERE g.presence <> coalesce(a.presence, {nothing_said}))");
  return call.query<BeforeMark>(select_before, call.organisation(), key.template_id, key.day,
                                sdk::unnest(marks, &Mark::member, &Mark::presence),
                                call.principal(), call.subject());
}

void write_marks(sdk::Call& call, const Key& key, const std::vector<Mark>& marks) {
  static const std::string say = names.in(R"(
      INSERT INTO shifts.attendance AS t (org_id, template_id, day, member_number, presence, marked_at,
          marked_by)
      SELECT $1, $2, $3, g.member, g.presence, $6, $7
        FROM unnest($4::text[], $5::smallint[]) AS g (member, presence)
       WHERE g.presence <> {nothing_said}
      ON CONFLICT (org_id, template_id, day, member_number) DO UPDATE SET presence = excluded.presence,
          marked_at = excluded.marked_at, marked_by = excluded.marked_by
       WHERE t.presence <> excluded.presence)");
  static const std::string take_back = names.in(R"(
      DELETE FROM shifts.attendance t USING unnest($4::text[], $5::smallint[]) AS g (member, presence)
       WHERE t.org_id = $1 AND t.template_id = $2 AND t.day = $3 AND t.member_number = g.member
         AND g.presence = {nothing_said})");
  const auto columns = sdk::unnest(marks, &Mark::member, &Mark::presence);
  call.queue(say, call.organisation(), key.template_id, key.day, columns, call.now(),
             call.principal());
  call.queue(take_back, call.organisation(), key.template_id, key.day, columns);
}

void write_verdict(sdk::Call& call, const Key& key, v1::Verdict verdict, const std::string& note) {
  call.queue(
      "UPDATE shifts.occurrence SET verdict = $4, note = $5 "
      "WHERE org_id = $1 AND template_id = $2 AND day = $3",
      call.organisation(), key.template_id, key.day, verdict, note);
}

}  // namespace halle::shifts::store
