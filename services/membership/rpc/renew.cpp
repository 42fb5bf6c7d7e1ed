#include "core/base/text.hpp"
#include "services/membership/domain/fees.hpp"
#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/household.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
namespace {
/// Whose period it is, locked, with what else its change needs.
Result<v1::Period> locked_period(sdk::Call& call, const std::string& id) {
  HALLE_TRY(known, store::period(call, id));
  store::lock_members(call, {known.member()});
  store::lock_pot(call);
  return store::period(call, id);
}
}  // namespace

Result<v1::Period> Dues::renew(sdk::Call& call, const v1::RenewRequest& request) {
  const bool takes = call.allowed("membership.dues.take");
  if (!takes && !is_own(call, request.member())) return store::unknown_member(request.member());
  store::lock_household(call, request.member());
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(main, store::main_of(call, request.member()));
  if (!main.empty()) return Error{Code::failed_precondition, "membership.in_household", main};
  HALLE_TRY(member, call.query("SELECT standing, erased_on IS NOT NULL FROM membership.member "
                               "WHERE org_id = $1 AND number = $2",
                               call.organisation(), request.member()));
  if (member.empty()) return store::unknown_member(request.member());
  if (member[0].truth(1)) return Error{Code::failed_precondition, "membership.erased"};
  const bool left = member[0].number(0) == v1::STANDING_LEFT;
  // Whoever left comes back before somebody, not by herself.
  if (left && !takes) return Error{Code::failed_precondition, "membership.left"};
  HALLE_TRY(id, begin_period(call, request.member(), request.bracket(), request.means(), today));
  if (left)
    HALLE_CHECK(store::set_standing(call, request.member(), v1::STANDING_ACTIVE,
                                    "membership.cause_returned"));
  HALLE_TRY(whose, store::others_of(call, request.member()));
  whose.push_back(request.member());
  call.queue(
      "DELETE FROM membership.hold h USING membership.member m WHERE h.org_id = $1 AND "
      "m.org_id = $1 AND m.number = ANY($2::text[]) AND h.member_id = m.id AND h.cause = 1",
      call.organisation(), whose);
  HALLE_CHECK(store::settle_holds(call, whose));
  return store::period(call, id);
}

Result<v1::Period> Dues::mark_paid(sdk::Call& call, const v1::MarkPaidRequest& request) {
  if (request.means() == v1::MEANS_UNSPECIFIED || !v1::Means_IsValid(request.means()))
    return bad_field("means", "membership.bad_means");
  HALLE_TRY(period, locked_period(call, request.period()));
  HALLE_CHECK(check_not_own(call, period.member()));
  if (!period.cancelled_on().empty())
    return Error{Code::failed_precondition, "membership.period_cancelled"};
  if (!period.paid_on().empty())
    return Error{Code::failed_precondition, "membership.paid_already", period.paid_on()};
  HALLE_TRY(today, store::today(call));
  HALLE_CHECK(store::pay_period(call, period, request.means(), today));
  return store::period(call, request.period());
}

Result<v1::Period> Dues::cancel(sdk::Call& call, const v1::CancelPeriodRequest& request) {
  if (!is_utf8(request.reason()) || length(request.reason()) > 200)
    return bad_field("reason", "membership.bad_cause");
  HALLE_TRY(period, locked_period(call, request.period()));
  HALLE_CHECK(check_not_own(call, period.member()));
  if (!period.cancelled_on().empty())
    return Error{Code::failed_precondition, "membership.period_cancelled"};
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(rows, call.query(R"(
      SELECT EXISTS (
        SELECT 1 FROM membership.period l WHERE l.org_id = $1 AND l.member_id = p.member_id
           AND l.cancelled_on IS NULL AND l.last_day > p.last_day)
        FROM membership.period p WHERE p.org_id = $1 AND p.id = $2)",
                             call.organisation(), request.period()));
  if (rows[0].truth(0)) return Error{Code::failed_precondition, "membership.not_the_last"};
  HALLE_CHECK(store::set_in_pot(call, request.period(), 0));
  call.queue(
      "UPDATE membership.period SET cancelled_on = $3, cancelled_by = $4, reason = $5 "
      "WHERE org_id = $1 AND id = $2",
      call.organisation(), request.period(), day_text(today), call.principal(),
      trim(request.reason()));
  v1::DuesCancelled event;
  event.set_period(period.id());
  event.set_number(period.member());
  event.set_cents(period.cents());
  call.emit(event, period.id());
  return store::period(call, request.period());
}

}  // namespace halle::membership
