#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"

namespace halle::orders {

Result<v1::GetFundReply> Accounts::get_fund(sdk::Call& call, const v1::GetFundRequest& request) {
  HALLE_TRY(rows, call.query(R"(
      SELECT f.balance_cents, c.id, c.name, c.closed_at, p.given, p.used, p.asked
        FROM orders.fund f
        LEFT JOIN (
          SELECT org_id, cycle_id, sum(greatest(cents, 0)) AS given, -sum(least(cents, 0)) AS used,
                 -sum(least(asked_cents, 0)) AS asked
            FROM orders.adjustment WHERE org_id = $1 AND fund = $2 GROUP BY org_id, cycle_id) p
          ON p.org_id = f.org_id
        LEFT JOIN orders.cycle c ON c.org_id = p.org_id AND c.id = p.cycle_id
       WHERE f.org_id = $1 AND f.id = $2
       ORDER BY c.closed_at DESC, c.id LIMIT 100)",
                             call.organisation(), request.fund()));
  v1::GetFundReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    reply.set_balance_cents(rows[r].number(0));
    if (rows[r].is_null(1)) continue;
    auto* period = reply.add_periods();
    period->set_cycle(rows[r].text(1));
    period->set_cycle_name(rows[r].text(2));
    sdk::set_timestamp(*period->mutable_closed_at(), rows[r].instant(3));
    period->set_given_cents(rows[r].number(4));
    period->set_used_cents(rows[r].number(5));
    period->set_asked_cents(rows[r].number(6));
  }
  return reply;
}

}  // namespace halle::orders
