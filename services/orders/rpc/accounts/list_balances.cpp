#include "services/orders/rpc/services.hpp"
#include "services/orders/store/accounts/accounts.hpp"

namespace halle::orders {

Result<v1::ListBalancesReply> Accounts::list_balances(sdk::Call& call,
                                                      const v1::ListBalancesRequest& /*request*/) {
  HALLE_TRY(rows, store::balances(call));
  v1::ListBalancesReply reply;
  for (const auto& row : rows) {
    auto* out = reply.add_rows();
    out->set_member_number(row.member_number);
    out->set_balance_cents(row.balance_cents);
  }
  return reply;
}

}  // namespace halle::orders
