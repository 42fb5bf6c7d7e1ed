#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/ordering/order_changes.hpp"

namespace halle::orders {

Result<v1::CancelOrderReply> Orders::cancel(sdk::Call& call,
                                            const v1::CancelOrderRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  store::lock_cycle(call, cycle, store::Lock::shared);
  store::lock_order(call, cycle, request.member(), false);
  HALLE_TRY(before, store::cancel_order(call, cycle, request.member()));
  HALLE_CHECK(store::check_cycle(before, request.cycle()));
  if (!before.knows_member()) HALLE_CHECK(store::fetch_member(call, request.member()));
  if (before.order_state != v1::ORDER_STATE_CANCELLED && !before.has_lines)
    return Error{Code::failed_precondition, "orders.order_empty"};
  v1::CancelOrderReply reply;
  reply.set_state(v1::ORDER_STATE_CANCELLED);
  return reply;
}

}  // namespace halle::orders
