#include "services/orders/rpc/services.hpp"
#include "services/orders/store/ordering/orders.hpp"

namespace halle::orders {

Result<membership::v1::MayForgetReply> Personal::may_forget(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  HALLE_TRY(waiting, store::waiting_order(call, request.number()));
  membership::v1::MayForgetReply reply;
  if (!waiting) return reply;
  reply.set_reason("orders.order_waits");
  reply.set_about(*waiting);
  return reply;
}

}  // namespace halle::orders
