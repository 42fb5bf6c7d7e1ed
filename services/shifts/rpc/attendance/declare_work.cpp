#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "services/shifts/domain/planning/checks.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/attendance/works.hpp"
#include "services/shifts/store/hours/histories.hpp"
#include "services/shifts/store/hours/ledger.hpp"
#include "services/shifts/store/members/members.hpp"

namespace halle::shifts {
Result<v1::Work> Hours::declare_work(sdk::Call& call, const v1::DeclareWorkRequest& request) {
  HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.hours.manage"));
  const auto day = read_day(request.day());
  if (!day) return bad_field("day", "shifts.bad_day", request.day());
  if (request.minutes() < 5 || request.minutes() > 1440)
    return bad_field("minutes", "shifts.bad_minutes", std::to_string(request.minutes()));
  HALLE_CHECK(check_text("what", request.what(), 200, false));
  HALLE_CHECK(store::know(call, {request.member()}));
  HALLE_CHECK(store::has_not_left(call, request.member()));
  HALLE_TRY(now, store::today(call));
  if (*day > now || *day < now - std::chrono::days(90))
    return bad_field("day", "shifts.bad_work_day", request.day());
  return store::declare_work(call, request.member(), *day, request.minutes(), trim(request.what()));
}

Result<v1::ListWorkReply> Hours::list_work(sdk::Call& call, const v1::ListWorkRequest& request) {
  if (request.member().empty()) {
    if (!call.allowed("shifts.hours.manage")) return store::unknown_member(request.member());
  } else {
    HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.hours.manage"));
  }
  HALLE_TRY(works, request.member().empty() ? store::waiting_works(call)
                                            : store::works_of(call, request.member()));
  v1::ListWorkReply reply;
  for (auto& work : works) *reply.add_work() = std::move(work);
  return reply;
}

Result<v1::Work> Hours::decide_work(sdk::Call& call, const v1::DecideWorkRequest& request) {
  const auto id = Uuid::parse(request.id());
  const Error unknown = not_found("id", "shifts.work_unknown", request.id());
  if (!id) return unknown;
  const std::string zone = call.zone();
  HALLE_TRY(decided,
            store::decide_work(
                call, *id, request.approve() ? v1::WORK_STATE_APPROVED : v1::WORK_STATE_DECLINED));
  if (!decided) return unknown;
  const v1::Work& work = *decided;
  HALLE_TRY(now, store::today(call));
  HALLE_TRY(own, store::own_of(call, {work.member()}, now));
  if (own.contains(work.member())) return Error{Code::failed_precondition, "shifts.own_work"};
  store::lock_members(call, {work.member()});
  HALLE_CHECK(store::settle(call, {work.member()}, zone));
  return work;
}

}  // namespace halle::shifts
