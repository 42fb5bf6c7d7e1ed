#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/members/household.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {

Result<v1::ListPeriodsReply> Dues::list_periods(sdk::Call& call,
                                                const v1::ListPeriodsRequest& request) {
  if (!call.allowed("membership.dues.take") && !is_own(call, request.member()))
    return store::unknown_member(request.member());
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(until, store::covered_until(call, request.member()));
  HALLE_TRY(periods, store::periods(call, request.member()));
  v1::ListPeriodsReply reply;
  reply.set_today(day_text(today));
  reply.mutable_periods()->Add(periods.begin(), periods.end());
  if (until) reply.set_until(day_text(*until));
  HALLE_TRY(main, store::main_of(call, request.member()));
  reply.set_main(main);
  reply.set_state(store::state_of(today, until));
  return reply;
}

Result<v1::ListDuesReply> Dues::list(sdk::Call& call, const v1::ListDuesRequest& /*request*/) {
  HALLE_TRY(today, store::today(call));
  HALLE_TRY(owed, store::list_owed(call));
  v1::ListDuesReply reply;
  for (const auto& one : owed) {
    auto& row = *reply.add_rows();
    row.set_member(one.number);
    if (one.until_day) row.set_until(day_text(*one.until_day));
    row.set_state(store::state_of(today, one.until_day));
    row.set_unpaid_cents(one.unpaid_cents);
  }
  return reply;
}

}  // namespace halle::membership
