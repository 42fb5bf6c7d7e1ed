#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/order_gate.hpp"

namespace halle::orders {
namespace {
const std::string cancel_order = store::with_gate + R"(,
    mine AS MATERIALIZED (
      SELECT l.code, l.held, l.version FROM orders.line l CROSS JOIN gate
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.firm + l.tolerance > 0 AND gate.cycle_state = 1 AND NOT gate.late),
    locked AS MATERIALIZED (
      SELECT o.code, m.held FROM orders.offer o JOIN mine m ON m.code = o.code
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND m.held > 0
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    freed AS (
      UPDATE orders.offer o SET available = o.available + k.held FROM locked k
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = k.code),
    emptied AS (
      UPDATE orders.line l
         SET firm = 0, tolerance = 0, held = 0, hold_until = NULL, version = m.version + 1
        FROM mine m
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
         AND l.code = m.code),
    noted AS (
      INSERT INTO orders.line_change (org_id, cycle_id, code, member_number, version, at, firm,
          tolerance)
      SELECT $1, $2, code, $3, version + 1, $4, 0, 0 FROM mine),
    cancelled AS (
      UPDATE orders.member_order o SET state = 3
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.member_number = $3 AND o.state <> 3)
    SELECT gate.*, EXISTS (SELECT 1 FROM mine) FROM gate)";
}  // namespace

Result<v1::CancelOrderReply> Orders::cancel(sdk::Call& call,
                                            const v1::CancelOrderRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  store::lock_cycle(call, cycle, store::Lock::shared);
  store::lock_order(call, cycle, request.member(), false);
  HALLE_TRY(rows,
            call.query(cancel_order, call.organisation(), cycle, request.member(), call.now()));
  const store::Gate gate(rows[0]);
  HALLE_CHECK(store::check_cycle(gate, request.cycle()));
  if (!gate.knows_member()) HALLE_CHECK(store::fetch_member(call, request.member()));
  if (gate.order_state != v1::ORDER_STATE_CANCELLED && !rows[0].truth(4))
    return Error{Code::failed_precondition, "orders.order_empty"};
  v1::CancelOrderReply reply;
  reply.set_state(v1::ORDER_STATE_CANCELLED);
  return reply;
}

}  // namespace halle::orders
