#include <map>

#include "core/sdk/notices.hpp"
#include "services/orders/rpc/notices/kinds.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/ordering/order_changes.hpp"

namespace halle::orders {

Result<v1::RemindReply> Cycles::remind(sdk::Call& call, const v1::RemindRequest& /*request*/) {
  HALLE_TRY(orders, store::take_unconfirmed(call));
  v1::RemindReply reply;
  reply.set_orders(static_cast<int>(orders.size()));
  if (orders.empty()) call.rollback();  // nothing changed: writes no operation record and no audit
  std::map<std::pair<Uuid, Instant>, std::vector<std::string>> members;
  for (const auto& order : orders) members[{order.cycle, order.closes_at}].push_back(order.member);
  for (const auto& [cycle, of_cycle] : members)
    sdk::emit_notice(call, {notice::unconfirmed, cycle.first.text(), cycle.second}, of_cycle);
  return reply;
}

}  // namespace halle::orders
