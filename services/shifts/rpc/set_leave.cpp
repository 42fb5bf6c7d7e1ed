#include <algorithm>

#include "core/base/text.hpp"
#include "core/base/day.hpp"
#include "services/shifts/rpc/input.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/facts.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
Error unknown_leave(const std::string& id) {
  Error error = bad_field("id", "shifts.leave_unknown", id);
  error.code = Code::not_found;
  return error;
}

/// Joins to the transaction that a member's months are looked at again.
void look_again(sdk::Call& call, const std::string& member) {
  call.queue("UPDATE shifts.member SET stale = true WHERE org_id = $1 AND number = $2",
             call.organisation(), member);
}
}  // namespace

Result<v1::Leave> Hours::set_leave(sdk::Call& call, const v1::SetLeaveRequest& request) {
  v1::Leave leave = request.leave();
  const auto from = read_day(leave.from());
  const auto until = read_day(leave.until());
  if (!from) return bad_field("from", "shifts.bad_day", leave.from());
  if (!leave.until().empty()) {
    if (!until) return bad_field("until", "shifts.bad_day", leave.until());
    if (*until < *from) return bad_field("until", "shifts.days_reversed", leave.until());
  }
  if (!v1::LeaveKind_IsValid(leave.kind()))
    return bad_field("kind", "shifts.bad_leave_kind", std::to_string(leave.kind()));
  if (leave.kind() == v1::LEAVE_KIND_UNSPECIFIED) leave.set_kind(v1::LEAVE_KIND_LEAVE);
  HALLE_CHECK(check_text("reason", leave.reason(), 100, true));
  leave.set_reason(trim(leave.reason()));
  const bool is_new = leave.id().empty();
  const Uuid id = is_new ? make_uuid_v7(call.now().time_since_epoch().count() / 1000)
                         : Uuid::parse(leave.id()).value_or(Uuid{});
  leave.set_id(id.text());
  HALLE_CHECK(store::know(call, {leave.member()}));
  store::lock_members(call, {leave.member()});
  HALLE_TRY(now, store::today(call));
  HALLE_CHECK(store::is_anothers(call, leave.member(), now));
  HALLE_TRY(others, call.query(R"(
      SELECT 1 FROM shifts.leave WHERE org_id = $1 AND member_number = $2 AND id <> $3 AND kind = $6
         AND from_day <= coalesce(nullif($5, '')::date, 'infinity')
         AND coalesce(until_day, 'infinity') >= $4::date)",
                               call.organisation(), leave.member(), id, leave.from(), leave.until(),
                               static_cast<int>(leave.kind())));
  if (!others.empty()) return Error{Code::failed_precondition, "shifts.leave_overlaps"};
  look_again(call, leave.member());
  HALLE_TRY(
      written,
      call.query(
          is_new
              ? "INSERT INTO shifts.leave (org_id, id, member_number, from_day, until_day, reason, "
                "kind) VALUES ($1, $2, $3, $4, nullif($5, '')::date, $6, $7) RETURNING 1"
              : "UPDATE shifts.leave SET from_day = $4, until_day = nullif($5, '')::date, reason = "
                "$6 "
                "WHERE org_id = $1 AND id = $2 AND member_number = $3 AND kind = $7 RETURNING 1",
          call.organisation(), id, leave.member(), leave.from(), leave.until(), leave.reason(),
          static_cast<int>(leave.kind())));
  if (written.empty()) return unknown_leave(request.leave().id());
  if (leave.kind() == v1::LEAVE_KIND_DELAY) return leave;
  call.queue(R"(
      UPDATE shifts.booking b SET freed = 1, freed_at = $5, freed_by = $6
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.member_number = $2 AND b.freed IS NULL
         AND b.day BETWEEN $3 AND coalesce(nullif($4, '')::date, 'infinity')
         AND o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day AND o.starts_at > $5)",
             call.organisation(), leave.member(), leave.from(), leave.until(), call.now(),
             call.principal());
  HALLE_TRY(rules, store::rules(call));
  const auto* rule = rule_on(rules, std::max(*from, now));
  if (rule != nullptr && loses_seat(*rule, {*from, until}))
    store::release_regular(call, leave.member());
  return leave;
}

Result<v1::RemoveLeaveReply> Hours::remove_leave(sdk::Call& call,
                                                 const v1::RemoveLeaveRequest& request) {
  const auto id = Uuid::parse(request.id());
  if (!id) return unknown_leave(request.id());
  HALLE_TRY(gone, call.query("DELETE FROM shifts.leave WHERE org_id = $1 AND id = $2 RETURNING "
                             "member_number",
                             call.organisation(), *id));
  if (gone.empty()) return unknown_leave(request.id());
  HALLE_TRY(now, store::today(call));
  HALLE_CHECK(store::is_anothers(call, gone[0].text(0), now));
  look_again(call, gone[0].text(0));
  return v1::RemoveLeaveReply{};
}

Result<v1::ListLeavesReply> Hours::list_leaves(sdk::Call& call,
                                               const v1::ListLeavesRequest& request) {
  const std::string zone = call.zone();
  static const std::string select =
      "SELECT id, member_number, from_day, until_day, reason, kind FROM shifts.leave "
      "WHERE org_id = $1 AND ";
  static const std::string order = " ORDER BY from_day, id";
  static const std::string of_member = select + "member_number = $2" + order;
  static const std::string not_ended =
      select + "coalesce(until_day, 'infinity') >= ($2::timestamptz AT TIME ZONE $3)::date" + order;
  HALLE_TRY(rows, request.member().empty()
                      ? call.query(not_ended, call.organisation(), call.now(), zone)
                      : call.query(of_member, call.organisation(), request.member()));
  v1::ListLeavesReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto& leave = *reply.add_leaves();
    leave.set_id(rows[r].text(0));
    leave.set_member(rows[r].text(1));
    leave.set_from(rows[r].text(2));
    leave.set_until(rows[r].text(3));
    leave.set_reason(rows[r].text(4));
    leave.set_kind(static_cast<v1::LeaveKind>(rows[r].number(5)));
  }
  return reply;
}

}  // namespace halle::shifts
