#include <map>

#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {

Result<v1::ListOrdersReply> Orders::list(sdk::Call& call, const v1::ListOrdersRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(rows, call.query(R"(
      SELECT c.id, c.name, c.state, c.closes_at, c.pickup, c.closed_at, o.state, l.firm,
             f.price_cents, a.total_cents
        FROM (SELECT m.org_id, m.cycle_id, m.member_number, m.state FROM orders.member_order m
                JOIN orders.cycle c ON c.org_id = m.org_id AND c.id = m.cycle_id
               WHERE m.org_id = $1 AND m.member_number = $2
               ORDER BY c.opened_at DESC, c.id LIMIT 100) o
        JOIN orders.cycle c ON c.org_id = o.org_id AND c.id = o.cycle_id
        LEFT JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id
         AND l.member_number = o.member_number AND l.firm + l.tolerance > 0
        LEFT JOIN orders.offer f ON f.org_id = l.org_id AND f.cycle_id = l.cycle_id
         AND f.code = l.code
        LEFT JOIN orders.allotment a ON a.org_id = l.org_id AND a.cycle_id = l.cycle_id
         AND a.member_number = l.member_number AND a.code = l.code
       ORDER BY c.opened_at DESC, c.id)",
                             call.organisation(), request.member()));
  v1::ListOrdersReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    const int last = reply.orders_size() - 1;
    auto* order = last >= 0 && reply.orders(last).cycle().id() == row.view(0)
                      ? reply.mutable_orders(last)
                      : reply.add_orders();
    *order->mutable_cycle() = store::cycle_of(row);
    order->set_state(static_cast<v1::OrderState>(row.number(6)));
    if (row.is_null(7)) continue;
    order->set_lines(order->lines() + 1);
    const std::int64_t cents =
        row.is_null(5) ? total_cents(row.number(8), row.number(7)) : row.number(9);
    order->set_total_cents(order->total_cents() + cents);
  }
  return reply;
}

}  // namespace halle::orders
