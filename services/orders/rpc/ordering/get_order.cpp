#include <map>

#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/ordering/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/accounts/adjustments.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/ordering/orders.hpp"

namespace halle::orders {
namespace {
/// Of a row with a line.
v1::OrderLine line_of(const store::OrderLine& row) {
  v1::OrderLine line;
  line.set_code(*row.code);
  line.set_name(*row.name);
  line.set_producer(*row.producer);
  line.set_unit(*row.unit);
  line.set_quantity(*row.firm);
  line.set_tolerance(*row.tolerance);
  line.set_price_cents(*row.price_cents);
  line.set_base_cents(total_cents(line.price_cents(), line.quantity()));
  if (row.allotted) {
    line.set_allotted(*row.allotted);
    line.set_base_cents(*row.total_cents);
  }
  line.set_total_cents(line.base_cents() + store::read_adjustments(row.adjustments.value_or(""),
                                                                   *line.mutable_adjustments()));
  return line;
}

/// Adjustments of an order in an open cycle.
void adjust(sdk::Call& call, v1::Order& order) {
  v1::AdjustRequest request;
  auto* basket = request.add_baskets();
  basket->set_cycle(order.cycle());
  basket->set_member(order.member());
  std::map<std::string, v1::OrderLine*> lines;
  for (auto& line : *order.mutable_lines()) {
    lines[line.code()] = &line;
    auto* out = basket->add_lines();
    out->set_code(line.code());
    out->set_quantity(line.quantity());
    out->set_base_cents(line.base_cents());
  }
  const auto said = look_at_prices(call, request);
  order.set_adjustable(said.asked);
  order.set_unadjusted(said.unknown);
  for (const auto& [cycle, row] : said.changes) {
    auto& line = *lines.at(row.change.code);
    *line.add_adjustments() = store::adjustment_of(row);
    line.set_total_cents(line.total_cents() + row.change.cents);
  }
}
}  // namespace

Result<v1::Order> Orders::get(sdk::Call& call, const v1::GetOrderRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  HALLE_TRY(rows, store::order_lines(call, cycle, request.member()));
  const store::Gate& gate = rows[0];
  if (!gate.cycle_state) return store::unknown_cycle(request.cycle());
  v1::Order order;
  order.set_cycle(request.cycle());
  order.set_member(request.member());
  if (!gate.knows_member()) {
    HALLE_TRY(member, store::find_member(call, request.member()));
    return order;
  }
  order.set_state(gate.order_state.value_or(v1::ORDER_STATE_UNSPECIFIED));
  for (const auto& row : rows)
    if (row.code) *order.add_lines() = line_of(row);
  if (gate.cycle_state == v1::CYCLE_STATE_OPEN) adjust(call, order);
  for (const auto& line : order.lines())
    order.set_total_cents(order.total_cents() + line.total_cents());
  return order;
}

}  // namespace halle::orders
