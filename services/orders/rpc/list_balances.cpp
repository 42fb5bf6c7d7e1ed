#include "services/orders/rpc/services.hpp"

namespace halle::orders {

Result<v1::ListBalancesReply> Accounts::list_balances(sdk::Call& call,
                                                      const v1::ListBalancesRequest& /*request*/) {
  HALLE_TRY(rows, call.query(R"(
      SELECT substr(account, length('member:') + 1) AS number, sum(amount_cents) FROM orders.posting
       WHERE org_id = $1 AND account LIKE 'member:%' GROUP BY account
       ORDER BY length(account), account)",
                             call.organisation()));
  v1::ListBalancesReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* out = reply.add_rows();
    out->set_member_number(rows[r].text(0));
    out->set_balance_cents(rows[r].number(1));
  }
  return reply;
}

}  // namespace halle::orders
