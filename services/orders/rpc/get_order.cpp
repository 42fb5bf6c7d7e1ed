#include <map>

#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/order_gate.hpp"

namespace halle::orders {
namespace {
const std::string read_order = store::with_gate + R"(
    SELECT gate.*, o.code, o.name, o.producer, o.unit, l.firm, l.tolerance, o.price_cents, a.allotted,
           a.total_cents, d.texts
      FROM gate
      LEFT JOIN orders.line l ON l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = $3
        AND l.firm + l.tolerance > 0
      LEFT JOIN orders.offer o
        ON o.org_id = l.org_id AND o.cycle_id = l.cycle_id AND o.code = l.code
      LEFT JOIN orders.allotment a ON a.org_id = l.org_id AND a.cycle_id = l.cycle_id
        AND a.member_number = l.member_number AND a.code = l.code
      LEFT JOIN LATERAL (
        SELECT )" + store::adjustment_texts +
                               R"( AS texts FROM orders.adjustment d
         WHERE d.org_id = a.org_id AND d.cycle_id = a.cycle_id AND d.member_number = a.member_number
           AND d.code = a.code) d ON true
     ORDER BY o.code)";

v1::OrderLine line_of(const sdk::Rows::Row& row) {
  v1::OrderLine line;
  line.set_code(row.text(4));
  line.set_name(row.text(5));
  line.set_producer(row.text(6));
  line.set_unit(static_cast<v1::OfferUnit>(row.number(7)));
  line.set_quantity(row.number(8));
  line.set_tolerance(row.number(9));
  line.set_price_cents(row.number(10));
  line.set_base_cents(total_cents(line.price_cents(), line.quantity()));
  if (!row.is_null(11)) {
    line.set_allotted(row.number(11));
    line.set_base_cents(row.number(12));
  }
  line.set_total_cents(line.base_cents() +
                       store::read_adjustments(row.view(13), *line.mutable_adjustments()));
  return line;
}

/// What modules say about the prices of an order that is still open.
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
  HALLE_TRY(rows, call.query(read_order, call.organisation(), cycle, request.member(), call.now()));
  const store::Gate gate(rows[0]);
  if (!gate.cycle_state) return store::unknown_cycle(request.cycle());
  v1::Order order;
  order.set_cycle(request.cycle());
  order.set_member(request.member());
  if (!gate.knows_member()) {
    HALLE_TRY(member, store::find_member(call, request.member()));
    return order;
  }
  order.set_state(static_cast<v1::OrderState>(gate.order_state));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].is_null(4)) continue;
    *order.add_lines() = line_of(rows[r]);
  }
  if (*gate.cycle_state == v1::CYCLE_STATE_OPEN) adjust(call, order);
  for (const auto& line : order.lines())
    order.set_total_cents(order.total_cents() + line.total_cents());
  return order;
}

}  // namespace halle::orders
