#include "core/sdk/time.hpp"
#include "services/orders/rpc/deliveries/link.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/deliveries/deliveries.hpp"

namespace halle::orders {
namespace {
constexpr int token_bytes = 32;
}  // namespace

Result<v1::DeliveryLink> Deliveries::issue_link(sdk::Call& call,
                                                const v1::IssueDeliveryLinkRequest& request) {
  HALLE_TRY(cycle, store::closed_cycle(call, request.cycle()));
  v1::DeliveryLink link;
  link.set_token(random_hex(token_bytes));
  const Instant expires = link_ends(call.now());
  sdk::set_timestamp(*link.mutable_expires_at(), expires);
  HALLE_TRY(made, store::put_link(call, cycle, request.producer(), link.token(), expires));
  if (!made) return not_found("producer", "orders.nothing_to_deliver", request.producer());
  return link;
}

}  // namespace halle::orders
