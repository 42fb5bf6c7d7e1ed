#include "core/base/text/text.hpp"
#include "services/membership/domain/fees.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/holds.hpp"
#include "services/membership/store/dues/standing.hpp"
#include "services/membership/store/members/household.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {
namespace {
/// A membership whose member is locked, with what else its change needs.
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
  HALLE_TRY(member, store::member_state(call, request.member()));
  if (!member) return store::unknown_member(request.member());
  if (member->erased) return Error{Code::failed_precondition, "membership.erased"};
  const bool left = member->standing == v1::STANDING_LEFT;
  // A member who left comes back by somebody else, not alone.
  if (left && !takes) return Error{Code::failed_precondition, "membership.left"};
  HALLE_TRY(id, begin_period(call, request.member(), request.bracket(), request.means(), today));
  if (left)
    HALLE_CHECK(store::set_standing(call, request.member(), v1::STANDING_ACTIVE,
                                    "membership.cause_returned"));
  HALLE_TRY(whose, store::others_of(call, request.member()));
  whose.push_back(request.member());
  store::lift_ended(call, whose);
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
  HALLE_TRY(later, store::has_later(call, request.period()));
  if (later) return Error{Code::failed_precondition, "membership.not_the_last"};
  HALLE_CHECK(store::set_in_pot(call, request.period(), 0));
  store::cancel_period(call, request.period(), today, trim(request.reason()));
  v1::DuesCancelled event;
  event.set_period(period.id());
  event.set_number(period.member());
  event.set_cents(period.cents());
  call.emit(event, period.id());
  return store::period(call, request.period());
}

}  // namespace halle::membership
