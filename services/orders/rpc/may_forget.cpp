#include "services/orders/rpc/services.hpp"

namespace halle::orders {

Result<membership::v1::MayForgetReply> Personal::may_forget(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  // The day of the pick-up is the last on which somebody may come for it.
  HALLE_TRY(waiting, call.query(R"(
      SELECT c.name FROM orders.member_order o
        JOIN orders.cycle c ON c.org_id = $1 AND c.id = o.cycle_id
       WHERE o.org_id = $1 AND o.member_number = $2 AND o.state = 2
         AND (c.state = 1 OR c.pickup >= ($3::timestamptz AT TIME ZONE $4)::date)
         AND EXISTS (SELECT 1 FROM orders.line l
                      WHERE l.org_id = $1 AND l.cycle_id = o.cycle_id AND l.member_number = $2
                        AND l.firm + l.tolerance > 0)
       ORDER BY c.closes_at, c.id LIMIT 1)",
                                call.organisation(), request.number(), call.now(),
                                std::string(call.zone())));
  membership::v1::MayForgetReply reply;
  if (waiting.empty()) return reply;
  reply.set_reason("orders.order_waits");
  reply.set_about(waiting[0].text(0));
  return reply;
}

}  // namespace halle::orders
