#include "core/base/text.hpp"
#include "core/base/day.hpp"
#include "services/shifts/rpc/input.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/ledger.hpp"
#include "services/shifts/store/members.hpp"

namespace halle::shifts {
namespace {
constexpr const char* columns = "id, member_number, day, minutes, what, state";

v1::Work work_of(const sdk::Rows::Row& row) {
  v1::Work work;
  work.set_id(row.text(0));
  work.set_member(row.text(1));
  work.set_day(row.text(2));
  work.set_minutes(static_cast<int>(row.number(3)));
  work.set_what(row.text(4));
  work.set_state(static_cast<v1::WorkState>(row.number(5)));
  return work;
}
}  // namespace

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
  HALLE_TRY(rows, call.query(std::string("INSERT INTO shifts.work (org_id, id, member_number, day, "
                                         "minutes, what, state, declared_at, declared_by) VALUES "
                                         "($1, $2, $3, $4, $5, $6, 1, $7, $8) RETURNING ") +
                                 columns,
                             call.organisation(),
                             make_uuid_v7(call.now().time_since_epoch().count() / 1000),
                             request.member(), request.day(), request.minutes(),
                             trim(request.what()), call.now(), call.principal()));
  return work_of(rows[0]);
}

Result<v1::ListWorkReply> Hours::list_work(sdk::Call& call, const v1::ListWorkRequest& request) {
  if (request.member().empty()) {
    if (!call.allowed("shifts.hours.manage")) return store::unknown_member(request.member());
  } else {
    HALLE_CHECK(store::is_own_or(call, request.member(), "shifts.hours.manage"));
  }
  static const std::string select =
      std::string("SELECT ") + columns + " FROM shifts.work WHERE org_id = $1 AND ";
  static const std::string order = " ORDER BY day DESC, id DESC LIMIT 200";
  static const std::string waiting = select + "state = 1" + order;
  static const std::string of_member = select + "member_number = $2" + order;
  HALLE_TRY(rows, request.member().empty()
                      ? call.query(waiting, call.organisation())
                      : call.query(of_member, call.organisation(), request.member()));
  v1::ListWorkReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) *reply.add_work() = work_of(rows[r]);
  return reply;
}

Result<v1::Work> Hours::decide_work(sdk::Call& call, const v1::DecideWorkRequest& request) {
  const auto id = Uuid::parse(request.id());
  Error unknown = bad_field("id", "shifts.work_unknown", request.id());
  unknown.code = Code::not_found;
  if (!id) return unknown;
  const std::string zone = call.zone();
  HALLE_TRY(rows,
            call.query(std::string("UPDATE shifts.work SET state = $3, decided_at = $4, "
                                   "decided_by = $5 WHERE org_id = $1 AND id = $2 RETURNING ") +
                           columns,
                       call.organisation(), *id,
                       request.approve() ? v1::WORK_STATE_APPROVED : v1::WORK_STATE_DECLINED,
                       call.now(), call.principal()));
  if (rows.empty()) return unknown;
  const v1::Work work = work_of(rows[0]);
  HALLE_TRY(now, store::today(call));
  HALLE_TRY(own, store::own_of(call, {work.member()}, now));
  if (own.contains(work.member())) return Error{Code::failed_precondition, "shifts.own_work"};
  store::lock_members(call, {work.member()});
  HALLE_CHECK(store::settle(call, {work.member()}, zone));
  return work;
}

}  // namespace halle::shifts
