#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders {

Result<v1::MarkSeenReply> Deliveries::mark_seen(sdk::Call& call,
                                                const v1::MarkSeenRequest& request) {
  HALLE_TRY(delivery, store::see_delivery(call, request.token()));
  v1::MarkSeenReply reply;
  sdk::set_timestamp(*reply.mutable_seen_at(), *delivery.seen_at);
  return reply;
}

}  // namespace halle::orders
