#include <map>

#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {
namespace {
constexpr const char* select_orders = R"(
    SELECT c.id, c.name, c.state, c.closes_at, c.pickup, c.closed_at, o.state, l.code, l.firm,
           f.price_cents, a.total_cents + coalesce((
             SELECT sum(d.cents) FROM orders.adjustment d
              WHERE d.org_id = a.org_id AND d.cycle_id = a.cycle_id
                AND d.member_number = a.member_number AND d.code = a.code), 0)
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
     ORDER BY c.opened_at DESC, c.id)";
}  // namespace

Result<v1::ListOrdersReply> Orders::list(sdk::Call& call, const v1::ListOrdersRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(rows, call.query(select_orders, call.organisation(), request.member()));
  v1::ListOrdersReply reply;
  v1::AdjustRequest open;  // the baskets whose prices may still change
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    const int last = reply.orders_size() - 1;
    const bool same = last >= 0 && reply.orders(last).cycle().id() == row.view(0);
    auto* order = same ? reply.mutable_orders(last) : reply.add_orders();
    if (!same) {
      *order->mutable_cycle() = store::cycle_of(row);
      order->set_state(static_cast<v1::OrderState>(row.number(6)));
    }
    if (row.is_null(7)) continue;
    order->set_lines(order->lines() + 1);
    std::int64_t cents = row.number(10);
    if (row.is_null(5)) {
      cents = total_cents(row.number(9), row.number(8));
      const int baskets = open.baskets_size();
      auto* basket = baskets > 0 && open.baskets(baskets - 1).cycle() == row.view(0)
                         ? open.mutable_baskets(baskets - 1)
                         : open.add_baskets();
      basket->set_cycle(row.text(0));
      basket->set_member(request.member());
      auto* line = basket->add_lines();
      line->set_code(row.text(7));
      line->set_quantity(row.number(8));
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
