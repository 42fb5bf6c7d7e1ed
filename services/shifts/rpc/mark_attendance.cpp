#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/sdk/time.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/ledger.hpp"
#include "services/shifts/store/members.hpp"
#include "services/shifts/store/occurrences.hpp"

namespace halle::shifts {
namespace {
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

}  // namespace

Result<v1::Attendance> Attendances::get(sdk::Call& call, const v1::GetAttendanceRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_TRY(zone, store::zone_of(call));
  return attendance(call, zone, key);
}

Result<v1::Attendance> Attendances::mark(sdk::Call& call, const v1::MarkRequest& request) {
  HALLE_TRY(key, store::key_of(request.key()));
  HALLE_CHECK(check(request));
  HALLE_TRY(zone, store::zone_of(call));
  std::vector<std::string> members;
  std::vector<std::int64_t> presences;
  for (const auto& mark : request.marks()) {
    members.push_back(mark.member());
    presences.push_back(mark.presence());
  }
  HALLE_CHECK(store::know(call, members));
  store::lock_shift(call, key);
  HALLE_TRY(shift, store::shift(call, zone, key, {}));
  if (shift.state() == v1::SHIFT_STATE_CANCELLED)
    return Error{Code::failed_precondition, "shifts.cancelled"};
  if (sdk::instant_of(shift.starts_at()) > call.now())
    return Error{Code::failed_precondition, "shifts.not_begun"};
  store::lock_members(call, members);
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
        request.note());
  HALLE_CHECK(store::settle(call, members, zone));
  return attendance(call, zone, key);
}

}  // namespace halle::shifts
