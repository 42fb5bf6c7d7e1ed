#include <algorithm>

#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/hours/rules.hpp"
#include "services/shifts/store/members/leaves.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {
namespace {
Error unknown_leave(const std::string& id) {
  return not_found("id", "shifts.leave_unknown", id);
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
  const Uuid id = is_new ? call.new_id() : Uuid::parse(leave.id()).value_or(Uuid{});
  leave.set_id(id.text());
  HALLE_CHECK(store::know(call, {leave.member()}));
  store::lock_members(call, {leave.member()});
  HALLE_TRY(now, store::today(call));
  HALLE_CHECK(store::is_anothers(call, leave.member(), now));
  HALLE_TRY(overlaps, store::overlaps(call, leave));
  if (overlaps) return Error{Code::failed_precondition, "shifts.leave_overlaps"};
  store::recount(call, leave.member());
  if (is_new) {
    HALLE_CHECK(store::add_leave(call, leave));
  } else {
    HALLE_TRY(changed, store::change_leave(call, leave));
    if (!changed) return unknown_leave(request.leave().id());
  }
  if (leave.kind() == v1::LEAVE_KIND_DELAY) return leave;
  store::free_seats_during(call, leave);
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
  HALLE_TRY(member, store::remove_leave(call, *id));
  if (!member) return unknown_leave(request.id());
  HALLE_TRY(now, store::today(call));
  HALLE_CHECK(store::is_anothers(call, *member, now));
  store::recount(call, *member);
  return v1::RemoveLeaveReply{};
}

Result<v1::ListLeavesReply> Hours::list_leaves(sdk::Call& call,
                                               const v1::ListLeavesRequest& request) {
  HALLE_TRY(leaves, request.member().empty() ? store::leaves_not_ended(call, call.zone())
                                             : store::leaves_of(call, request.member()));
  v1::ListLeavesReply reply;
  for (auto& leave : leaves) *reply.add_leaves() = std::move(leave);
  return reply;
}

}  // namespace halle::shifts
