#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/accounts/accounts.hpp"

namespace halle::orders {

Result<v1::GetFundReply> Accounts::get_fund(sdk::Call& call, const v1::GetFundRequest& request) {
  HALLE_TRY(rows, store::fund(call, request.fund()));
  v1::GetFundReply reply;
  for (const auto& row : rows) {
    reply.set_balance_cents(row.balance_cents);
    if (!row.cycle) continue;
    auto* period = reply.add_periods();
    period->set_cycle(row.cycle->text());
    period->set_cycle_name(*row.cycle_name);
    sdk::set_timestamp(*period->mutable_closed_at(), *row.closed_at);
    period->set_given_cents(*row.given_cents);
    period->set_used_cents(*row.used_cents);
    period->set_asked_cents(*row.asked_cents);
  }
  return reply;
}

}  // namespace halle::orders
