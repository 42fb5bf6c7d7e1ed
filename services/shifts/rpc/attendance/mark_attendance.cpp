#include <algorithm>
#include <set>

#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/attendance/attendances.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/hours/ledger.hpp"
#include "services/shifts/store/members/members.hpp"
#include "services/shifts/store/planning/occurrences.hpp"

namespace halle::shifts {
namespace {
/// For so long after the end of a shift its leader adds walk-ins, and members with a seat mark
/// themselves.
constexpr std::chrono::hours grace{24};

Result<v1::Attendance> attendance(sdk::Call& call, const std::string& zone, const store::Key& key) {
  v1::Attendance reply;
  HALLE_TRY(shift, store::shift(call, zone, key, store::viewer_of(call)));
  *reply.mutable_shift() = std::move(shift);
  HALLE_TRY(rows, store::attendance_of(call, key));
  if (rows.empty()) return store::unknown_shift(key);
  reply.set_verdict(rows[0].verdict.value_or(v1::VERDICT_UNSPECIFIED));
  reply.set_note(rows[0].note);
  for (const auto& one : rows) {
    if (!one.number) continue;
    auto& row = *reply.add_rows();
    row.set_member(*one.number);
    row.set_presence(one.presence.value_or(v1::PRESENCE_UNSPECIFIED));
    row.set_walk_in(one.walk_in);
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

/// Whether the caller may say so: of others who have a seat and of what was said before, always; of
/// walk-ins, the leader of the shift at its time, and the co-ordination; of the caller's own hours
/// only at a seat, at the time of the shift, and unless somebody else said something. With the
/// shift and the members locked.
Status may_mark(sdk::Call& call, const store::Key& key, const v1::Shift& shift,
                const std::vector<std::string>& members, const std::vector<store::Mark>& marks,
                Day today) {
  HALLE_TRY(known, store::before_marks(call, key, marks));
  HALLE_TRY(own, store::own_of(call, members, today));
  const bool in_time = call.now() <= sdk::instant_of(shift.ends_at()) + grace;
  Error error{Code::failed_precondition, {}};
  for (const auto& one : known) {
    const bool walk_in = !one.has_seat && !one.was_marked;
    const auto refuse = [&](const char* reason) {
      if (error.reason.empty()) error.reason = reason;
      error.fields.push_back({"member", reason, one.member});
    };
    if (one.present_elsewhere) refuse("shifts.present_elsewhere");
    if (walk_in && !one.is_active) refuse("shifts.member_inactive");
    if (own.contains(one.member)) {
      if (!one.has_seat || !in_time || !one.marked_by_caller) refuse("shifts.own_hours");
    } else if (walk_in && !call.allowed("shifts.shift.manage")) {
      if (!one.caller_has_seat)
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
  HALLE_TRY(left, store::left_of(call, members));
  call.rollback();
  for (const auto& number : left) {
    membership::v1::GetMemberRequest request;
    request.set_number(number);
    const auto member = membership::v1::MembersClient(call).get(request);
    if (!member && member.error().code != Code::not_found) return member.error();
    if (!member || member.value().erased()) return store::unknown_member(number);
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
  std::vector<store::Mark> marks;
  for (const auto& mark : request.marks()) {
    members.push_back(mark.member());
    marks.push_back({mark.member(), mark.presence()});
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
  HALLE_CHECK(may_mark(call, key, shift, members, marks, now));
  store::write_marks(call, key, marks);
  if (request.verdict() != v1::VERDICT_UNSPECIFIED)
    store::write_verdict(call, key, request.verdict(), trim(request.note()));
  HALLE_CHECK(store::settle(call, members, zone));
  return attendance(call, zone, key);
}

}  // namespace halle::shifts
