#include "services/shifts/store/notices.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {
namespace {
/// The shifts to come of the notices `n` for which `holds`.
std::string select_where(const std::string& holds) {
  return names.in(R"(
      SELECT n.index, o.title, o.place, o.reason, o.starts_at
        FROM unnest($3::int[], $4::text[], $5::uuid[], $6::date[])
          AS n (index, member, template_id, day)
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.template_id = n.template_id AND o.day = n.day
       WHERE o.starts_at > $2 AND )" +
                  holds);
}

/// The member of `n` has a booking `b` of the shift that ended so.
std::string had_seat(const char* freed) {
  return std::string(R"(EXISTS (
      SELECT 1 FROM shifts.booking b
       WHERE b.org_id = $1 AND b.template_id = n.template_id AND b.day = n.day
         AND b.member_number = n.member AND b.freed = )") +
         freed + ")";
}

const std::string has_seat = R"(EXISTS (
    SELECT 1 FROM shifts.booking b
     WHERE b.org_id = $1 AND b.template_id = n.template_id AND b.day = n.day
       AND b.member_number = n.member AND b.freed IS NULL))";

Result<std::vector<NoticeShift>> select(sdk::Call& call, const std::string& statement,
                                        const std::vector<ShiftNotice>& notices) {
  return call.query<NoticeShift>(statement, call.organisation(), call.now(),
                                 sdk::unnest(notices, &ShiftNotice::index, &ShiftNotice::member,
                                             &ShiftNotice::template_id, &ShiftNotice::day));
}
}  // namespace

Result<std::vector<NoticeShift>> held_shifts(sdk::Call& call,
                                             const std::vector<ShiftNotice>& notices) {
  static const std::string statement = select_where("o.state = {planned} AND " + has_seat);
  return select(call, statement, notices);
}

Result<std::vector<NoticeShift>> offered_shifts(sdk::Call& call,
                                                const std::vector<ShiftNotice>& notices) {
  static const std::string statement = select_where(R"(o.state = {planned}
         AND EXISTS (SELECT 1 FROM shifts.offer f
                      WHERE f.org_id = $1 AND f.template_id = n.template_id AND f.day = n.day
                        AND f.member_number = n.member AND f.declined_at IS NULL)
         AND {active} = (SELECT t.standing FROM shifts.standing t
                          WHERE t.org_id = $1 AND t.member_number = n.member
                          ORDER BY t.since DESC LIMIT 1)
         AND EXISTS (SELECT 1 FROM shifts.seat s
                      WHERE s.org_id = $1 AND s.template_id = n.template_id AND s.day = n.day
                        AND NOT EXISTS (
                          SELECT 1 FROM shifts.booking x
                           WHERE x.org_id = $1 AND x.template_id = n.template_id
                             AND x.day = n.day AND x.seat = s.number AND x.freed IS NULL
                             AND x.stand_in_since IS NULL))
         AND NOT )" + has_seat);
  return select(call, statement, notices);
}

Result<std::vector<NoticeShift>> lost_shifts(sdk::Call& call,
                                             const std::vector<ShiftNotice>& notices) {
  static const std::string statement =
      select_where("o.state = {planned} AND NOT " + has_seat + " AND " + had_seat("{taken_over}"));
  return select(call, statement, notices);
}

Result<std::vector<NoticeShift>> called_off_shifts(sdk::Call& call, const std::string& zone,
                                                   const std::vector<ShiftNotice>& notices) {
  static const std::string statement =
      // A member may lose the seat of a module's shift that is only moved.
      select_where(R"((o.state = {cancelled} OR EXISTS (
           SELECT 1 FROM shifts.extra e
            WHERE e.org_id = $1 AND e.template_id = o.template_id) AND NOT )" +
                   has_seat + ") AND " + had_seat("{called_off}")) +
      R"(
      UNION ALL
      SELECT n.index, t.title, t.place, coalesce(c.reason, ''),
             (n.day + t.starts) AT TIME ZONE $7 AS starts_at
        FROM unnest($3::int[], $4::text[], $5::uuid[], $6::date[])
          AS n (index, member, template_id, day)
        JOIN shifts.template t ON t.org_id = $1 AND t.id = n.template_id
        LEFT JOIN LATERAL (
          SELECT x.reason FROM shifts.closure x
           WHERE x.org_id = $1 AND n.day BETWEEN x.from_day AND x.until_day
           ORDER BY x.from_day, x.id LIMIT 1) c ON true
       WHERE (n.day + t.starts) AT TIME ZONE $7 > $2
         AND EXISTS (SELECT 1 FROM shifts.template_seat s
                      WHERE s.org_id = $1 AND s.template_id = t.id AND s.holder = n.member)
         AND NOT EXISTS (SELECT 1 FROM shifts.occurrence o
                          WHERE o.org_id = $1 AND o.template_id = t.id AND o.day = n.day))";
  return call.query<NoticeShift>(statement, call.organisation(), call.now(),
                                 sdk::unnest(notices, &ShiftNotice::index, &ShiftNotice::member,
                                             &ShiftNotice::template_id, &ShiftNotice::day),
                                 zone);
}

Result<std::vector<TemplateShift>> template_shifts(sdk::Call& call,
                                                   const std::vector<TemplateNotice>& notices) {
  static const std::string statement = names.in(R"(
      SELECT n.index, t.title, o.starts_at
        FROM unnest($3::int[], $4::text[], $5::uuid[]) AS n (index, member, template_id)
        JOIN shifts.template t ON t.org_id = $1 AND t.id = n.template_id
        LEFT JOIN (
          SELECT b.template_id, b.member_number, x.starts_at FROM shifts.booking b
            JOIN shifts.occurrence x
              ON x.org_id = $1 AND x.template_id = b.template_id AND x.day = b.day
           WHERE b.org_id = $1 AND b.freed IS NULL AND x.state = {planned} AND x.starts_at > $2) o
          ON o.template_id = n.template_id AND o.member_number = n.member
       ORDER BY n.index, o.starts_at)");
  return call.query<TemplateShift>(
      statement, call.organisation(), call.now(),
      sdk::unnest(notices, &TemplateNotice::index, &TemplateNotice::member,
                  &TemplateNotice::template_id));
}

Result<std::vector<std::string>> late_members(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT m.number FROM shifts.member m
       WHERE m.org_id = $1 AND m.duty <> {on_track} AND {left} <> (
         SELECT s.standing FROM shifts.standing s
          WHERE s.org_id = $1 AND s.member_number = m.number ORDER BY s.since DESC LIMIT 1)
       ORDER BY length(m.number), m.number)");
  return call.query<std::string>(statement, call.organisation());
}

}  // namespace halle::shifts::store
