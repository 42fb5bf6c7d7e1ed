#include <map>

#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/ordering/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/ordering/orders.hpp"

namespace halle::orders {

Result<v1::ListOrdersReply> Orders::list(sdk::Call& call, const v1::ListOrdersRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(rows, store::member_lines(call, request.member()));
  v1::ListOrdersReply reply;
  v1::AdjustRequest open;  // the baskets whose prices may still change
  for (const auto& row : rows) {
    const std::string cycle = row.id.text();
    const int last = reply.orders_size() - 1;
    const bool same = last >= 0 && reply.orders(last).cycle().id() == cycle;
    auto* order = same ? reply.mutable_orders(last) : reply.add_orders();
    if (!same) {
      *order->mutable_cycle() = store::cycle_of(row);
      order->set_state(row.order_state);
    }
    if (!row.code) continue;
    order->set_lines(order->lines() + 1);
    // An order that was not confirmed gets nothing once its cycle is closed.
    std::int64_t cents = row.total_cents.value_or(0);
    if (!row.closed_at) {
      cents = total_cents(*row.price_cents, *row.firm);
      const int baskets = open.baskets_size();
      auto* basket = baskets > 0 && open.baskets(baskets - 1).cycle() == cycle
                         ? open.mutable_baskets(baskets - 1)
                         : open.add_baskets();
      basket->set_cycle(cycle);
      basket->set_member(request.member());
      auto* line = basket->add_lines();
      line->set_code(*row.code);
      line->set_quantity(*row.firm);
      line->set_base_cents(cents);
    }
    order->set_total_cents(order->total_cents() + cents);
  }
  std::map<std::string, std::int64_t> adjusted;
  const auto said = look_at_prices(call, open);
  for (const auto& [cycle, change] : said.changes) adjusted[cycle] += change.change.cents;
  for (auto& order : *reply.mutable_orders())
    if (const auto found = adjusted.find(order.cycle().id()); found != adjusted.end())
      order.set_total_cents(order.total_cents() + found->second);
  return reply;
}

}  // namespace halle::orders
