#include "core/base/decimal.hpp"
#include "services/orders/rpc/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/order_gate.hpp"

namespace halle::orders {
namespace {
/// The gate, whether the order has lines, then one row for each product that has run out since its
/// hold lapsed: code and what the member could have. Holds what lapsed once more.
const std::string confirm_order = store::with_gate + R"(,
    mine AS MATERIALIZED (
      SELECT l.code, l.firm, l.held, l.hold_until, o.available,
             o.offered IS NOT NULL AND l.firm > l.held AS lapsed
        FROM orders.line l JOIN orders.offer o
          ON o.org_id = l.org_id AND o.cycle_id = l.cycle_id AND o.code = l.code
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.firm + l.tolerance > 0),
    locked AS MATERIALIZED (
      SELECT o.code, m.firm - m.held AS more
        FROM orders.offer o JOIN mine m ON m.code = o.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND m.lapsed
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    taken AS (
      UPDATE orders.offer o SET available = o.available - k.more FROM locked k
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = k.code
         AND o.available >= k.more
      RETURNING o.code),
    kept AS (
      UPDATE orders.line l SET held = l.firm, hold_until = NULL FROM mine m
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.code = m.code AND (m.lapsed OR m.hold_until IS NOT NULL)),
    confirmed AS (
      UPDATE orders.member_order o SET state = 2
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.member_number = $3 AND o.state = 1)
    SELECT gate.*, EXISTS (SELECT 1 FROM mine), s.code, s.available + s.held
      FROM gate LEFT JOIN (
        SELECT * FROM mine m
         WHERE m.lapsed AND NOT EXISTS (SELECT 1 FROM taken t WHERE t.code = m.code)) s
        ON true
     ORDER BY s.code)";

Error nothing_ordered() {
  return {Code::failed_precondition, "orders.order_empty"};
}
}  // namespace

Result<v1::ConfirmOrderReply> Orders::confirm(sdk::Call& call,
                                              const v1::ConfirmOrderRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  HALLE_CHECK(ask_may_order(call, request.cycle(), request.member()));
  store::lock_cycle(call, cycle, store::Lock::shared);
  store::lock_order(call, cycle, request.member(), false);
  HALLE_TRY(rows,
            call.query(confirm_order, call.organisation(), cycle, request.member(), call.now()));
  const store::Gate gate(rows[0]);
  HALLE_CHECK(store::check_cycle(gate, request.cycle()));
  if (!gate.knows_member()) {
    HALLE_CHECK(store::fetch_member(call, request.member()));
    return nothing_ordered();
  }
  HALLE_CHECK(store::check_standing(gate, request.member()));
  if (!rows[0].truth(4)) return nothing_ordered();
  if (!rows[0].is_null(5)) {
    Error error{Code::failed_precondition, "orders.out_of_stock"};
    for (std::size_t r = 0; r < rows.size(); ++r)
      error.fields.push_back({"quantity", "orders.out_of_stock",
                              rows[r].text(5) + ": " + format_decimal(rows[r].number(6), 3)});
    return error;
  }
  v1::ConfirmOrderReply reply;
  reply.set_state(v1::ORDER_STATE_CONFIRMED);
  return reply;
}

}  // namespace halle::orders
