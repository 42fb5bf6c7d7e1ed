#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/ledger.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"

namespace halle::shifts {
namespace {
/// From the end of a shift: as long, who leads it adds walk-ins, and who had a seat says so.
constexpr std::chrono::hours grace{24};

Result<v1::Attendance> attendance(sdk::Call& call, const std::string& zone, const store::Key& key) {
  v1::Attendance reply;
  HALLE_TRY(shift, store::shift(call, zone, key, store::viewer_of(call)));
  *reply.mutable_shift() = std::move(shift);
  HALLE_TRY(rows, call.query(R"(
      SELECT coalesce(a.member_number, b.member_number) AS number, a.presence, b.member_number IS NULL,
             o.verdict, o.note
        FROM shifts.occurrence o
        LEFT JOIN (
          (SELECT member_number, presence FROM shifts.attendance
            WHERE org_id = $1 AND template_id = $2 AND day = $3) a
          FULL JOIN (SELECT member_number FROM shifts.booking
                      WHERE org_id = $1 AND template_id = $2 AND day = $3 AND freed IS NULL) b
            ON b.member_number = a.member_number) ON true
       WHERE o.org_id = $1 AND o.template_id = $2 AND o.day = $3
       ORDER BY length(coalesce(a.member_number, b.member_number)), 1)",
                             call.organisation(), key.template_id, key.day));
  reply.set_verdict(static_cast<v1::Verdict>(rows[0].number(3)));
  reply.set_note(rows[0].text(4));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].is_null(0)) continue;
    auto& row = *reply.add_rows();
    row.set_member(rows[r].text(0));
    row.set_presence(static_cast<v1::Presence>(rows[r].number(1)));
    row.set_walk_in(rows[r].truth(2));
    if (row.presence() == v1::PRESENCE_PRESENT) row.set_minutes(reply.shift().minutes());
  }
  return reply;
}

Status check(const v1::MarkRequest& request) {
  if (request.marks_size() > 100)
    return bad_field("marks", "shifts.too_many", std::to_string(request.marks_size()));
  std::set<std::string> seen;
  for (const auto& mark : request.marks()) {
    if (!v1::Presence_IsValid(mark.presence()))
      return bad_field("presence", "shifts.bad_presence", mark.member());
    if (mark.member().empty() || !seen.insert(mark.member()).second)
      return bad_field("member", "shifts.bad_presence", mark.member());
  }
  if (!v1::Verdict_IsValid(request.verdict()))
    return bad_field("verdict", "shifts.bad_presence", std::to_string(request.verdict()));
  if (!is_utf8(request.note()) || !is_plain_prose(request.note(), 500))
    return bad_field("note", "shifts.bad_text", request.note());
  return Done{};
}

/// What is known before of each mark that changes something: the member's number, whether the
/// member has a seat at the shift, had something said, and by the caller alone; whether the caller
/// has a seat there, the member is active, and was present somewhere else at that time, if present
/// is said.
constexpr const char* select_before = R"(
    WITH beside AS MATERIALIZED (
      SELECT o.template_id, o.day FROM shifts.occurrence s
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.starts_at < s.ends_at AND o.ends_at > s.starts_at
         AND o.starts_at > s.starts_at - interval '25 hours'
       WHERE s.org_id = $1 AND s.template_id = $2 AND s.day = $3
         AND (o.template_id, o.day) <> ($2, $3))
    SELECT g.member, b.member_number IS NOT NULL, a.presence IS NOT NULL,
           coalesce(a.marked_by = $6, true), EXISTS (
             SELECT 1 FROM shifts.booking x
              WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed IS NULL
                AND x.member_number = $7),
           1 IS NOT DISTINCT FROM (SELECT t.standing FROM shifts.standing t
                                    WHERE t.org_id = $1 AND t.member_number = g.member
                                    ORDER BY t.since DESC LIMIT 1),
           g.presence = 1 AND EXISTS (
             SELECT 1 FROM beside o JOIN shifts.attendance x
                 ON x.org_id = $1 AND x.template_id = o.template_id AND x.day = o.day
                AND x.member_number = g.member AND x.presence = 1)
      FROM unnest($4::text[], $5::smallint[]) AS g (member, presence)
      LEFT JOIN shifts.booking b ON b.org_id = $1 AND b.template_id = $2 AND b.day = $3
       AND b.member_number = g.member AND b.freed IS NULL
      LEFT JOIN shifts.attendance a ON a.org_id = $1 AND a.template_id = $2 AND a.day = $3
       AND a.member_number = g.member
     WHERE g.presence <> coalesce(a.presence, 0))";

/// Whether the caller may say so: of others who have a seat and of what was said before, always; of
/// walk-ins, who leads the shift at its time, and the co-ordination; of the caller's own hours only
/// at a seat, at the time of the shift, and unless somebody else said something. With the shift and
/// the members locked.
Status may_mark(sdk::Call& call, const store::Key& key, const v1::Shift& shift,
                const std::vector<std::string>& members, const std::vector<std::int64_t>& presences,
                Day today) {
  HALLE_TRY(rows, call.query(select_before, call.organisation(), key.template_id, key.day, members,
                             presences, call.principal(), call.subject()));
  HALLE_TRY(own, store::own_of(call, members, today));
  const bool in_time = call.now() <= sdk::instant_of(shift.ends_at()) + grace;
  Error error{Code::failed_precondition, {}};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    const bool has_seat = row.truth(1);
    const auto refuse = [&](const char* reason) {
      if (error.reason.empty()) error.reason = reason;
      error.fields.push_back({"member", reason, row.text(0)});
    };
    if (row.truth(6)) refuse("shifts.present_elsewhere");
    if (!has_seat && !row.truth(2) && !row.truth(5)) refuse("shifts.member_inactive");
    if (own.contains(row.text(0))) {
      if (!has_seat || !in_time || !row.truth(3)) refuse("shifts.own_hours");
    } else if (!has_seat && !row.truth(2) && !call.allowed("shifts.shift.manage")) {
      if (!row.truth(4))
        refuse("shifts.not_leader");
      else if (!in_time)
        refuse("shifts.walk_in_late");
    }
  }
  if (error.fields.empty()) return Done{};
  return error;
}

/// Done if none of the members was erased: of those who have left, membership is asked. Outside of
/// a transaction.
Status are_not_erased(sdk::Call& call, const std::vector<std::string>& members) {
  HALLE_TRY(left, call.query(R"(
      SELECT n FROM unnest($2::text[]) n WHERE 3 = (
        SELECT t.standing FROM shifts.standing t WHERE t.org_id = $1 AND t.member_number = n
         ORDER BY t.since DESC LIMIT 1))",
                             call.organisation(), members));
  call.rollback();
  for (std::size_t r = 0; r < left.size(); ++r) {
    membership::v1::GetMemberRequest request;
    request.set_number(left[r].text(0));
    const auto member = membership::v1::MembersClient(call).get(request);
    if (!member && member.error().code != Code::not_found) return member.error();
    if (!member || member.value().erased()) return store::unknown_member(request.number());
  }
  return Done{};
}
}  // namespace

Result<v1::Attendance> Attendances::get(sdk::Call& call, const v1::GetAttendanceRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  const std::string zone = call.zone();
  return attendance(call, zone, key);
}

Result<v1::Attendance> Attendances::mark(sdk::Call& call, const v1::MarkRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_CHECK(check(request));
  const std::string zone = call.zone();
  std::vector<std::string> members;
  std::vector<std::int64_t> presences;
  for (const auto& mark : request.marks()) {
    members.push_back(mark.member());
    presences.push_back(mark.presence());
  }
  HALLE_CHECK(are_not_erased(call, members));
  HALLE_CHECK(store::know(call, members));
  store::lock_shift(call, key);
  HALLE_TRY(shift, store::shift(call, zone, key, {}));
  if (shift.state() == v1::SHIFT_STATE_CANCELLED)
    return Error{Code::failed_precondition, "shifts.cancelled"};
  if (sdk::instant_of(shift.starts_at()) > call.now())
    return Error{Code::failed_precondition, "shifts.not_begun"};
  store::lock_members(call, members);
  HALLE_TRY(now, store::today(call));
  HALLE_CHECK(may_mark(call, key, shift, members, presences, now));
  call.queue(R"(
      INSERT INTO shifts.attendance AS t (org_id, template_id, day, member_number, presence, marked_at,
          marked_by)
      SELECT $1, $2, $3, g.member, g.presence, $6, $7
        FROM unnest($4::text[], $5::smallint[]) AS g (member, presence) WHERE g.presence <> 0
      ON CONFLICT (org_id, template_id, day, member_number) DO UPDATE SET presence = excluded.presence,
          marked_at = excluded.marked_at, marked_by = excluded.marked_by
       WHERE t.presence <> excluded.presence)",
             call.organisation(), key.template_id, key.day, members, presences, call.now(),
             call.principal());
  call.queue(R"(
      DELETE FROM shifts.attendance t USING unnest($4::text[], $5::smallint[]) AS g (member, presence)
       WHERE t.org_id = $1 AND t.template_id = $2 AND t.day = $3 AND t.member_number = g.member
         AND g.presence = 0)",
             call.organisation(), key.template_id, key.day, members, presences);
  if (request.verdict() != v1::VERDICT_UNSPECIFIED)
    call.queue(
        "UPDATE shifts.occurrence SET verdict = $4, note = $5 WHERE org_id = $1 AND template_id = "
        "$2 "
        "AND day = $3",
        call.organisation(), key.template_id, key.day, static_cast<int>(request.verdict()),
        trim(request.note()));
  HALLE_CHECK(store::settle(call, members, zone));
  return attendance(call, zone, key);
}

}  // namespace halle::shifts
