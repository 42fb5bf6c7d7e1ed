#pragma once
// Reading of orders: orders.member_order and orders.line, with the data they refer to. Quantities
// are thousandths of the product's unit, money is in cents.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/ordering/order_gate.hpp"

namespace halle::orders::store {

/// A line of an order, or none.
struct OrderLine : Gate {
  std::optional<std::string> code;  // empty, like all below: the order has no lines
  std::optional<std::string> name;
  std::optional<std::string> producer;
  std::optional<v1::OfferUnit> unit;
  std::optional<std::int64_t> firm;
  std::optional<std::int64_t> tolerance;
  std::optional<std::int64_t> price_cents;
  std::optional<std::int64_t> allotted;     // of a closed cycle, if the order was confirmed
  std::optional<std::int64_t> total_cents;  // set with `allotted`; at the price shown
  std::optional<std::string> adjustments;   // see read_adjustments(); empty: none
};
HALLE_ROW(OrderLine, cycle_state, late, standing, order_state, code, name, producer, unit, firm,
          tolerance, price_cents, allotted, total_cents, adjustments)

/// The lines of an order with a quantity, by code; one row without a line if there are none.
Result<std::vector<OrderLine>> order_lines(sdk::Call& call, const Uuid& cycle,
                                           const std::string& member);

/// A line of one of a member's orders, or an order without lines.
struct MemberLine : CycleRow {
  v1::OrderState order_state = v1::ORDER_STATE_UNSPECIFIED;
  std::optional<std::string> code;  // empty, like all below: the order has no lines
  std::optional<std::int64_t> firm;
  std::optional<std::int64_t> price_cents;
  std::optional<std::int64_t> total_cents;  // adjustments included; empty: nothing was allotted
};
HALLE_ROW(MemberLine, id, name, state, closes_at, pickup, closed_at, order_state, code, firm,
          price_cents, total_cents)

/// The lines with a quantity of the member's orders in the last 100 cycles, newest cycle first.
Result<std::vector<MemberLine>> member_lines(sdk::Call& call, const std::string& member);

/// Quantities of one product in confirmed orders.
struct FillingRow {
  std::string code;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};
HALLE_ROW(FillingRow, code, firm, tolerance)

/// By code; products without orders are left out.
Result<std::vector<FillingRow>> filling(sdk::Call& call, const Uuid& cycle);
/// Value of the firm quantities of confirmed orders, rounded line by line as orders display it.
Result<std::int64_t> ordered_cents(sdk::Call& call, const Uuid& cycle);

/// A cycle that takes orders, and a member's order in it.
struct CycleUnderWay {
  std::string name;
  Instant closes_at;
  std::string pickup;                         // YYYY-MM-DD
  std::optional<v1::OrderState> order_state;  // empty: no order
  bool has_lines = false;                     // with a quantity
  std::int64_t confirmed = 0;                 // orders of all members
  std::int64_t unconfirmed = 0;
};
HALLE_ROW(CycleUnderWay, name, closes_at, pickup, order_state, has_lines, confirmed, unconfirmed)

/// The next three to close.
Result<std::vector<CycleUnderWay>> cycles_under_way(sdk::Call& call, const std::string& member);

/// The name of the first cycle in which a confirmed order of the member waits for the close or the
/// pick-up; empty if none does.
Result<std::optional<std::string>> waiting_order(sdk::Call& call, const std::string& member);

}  // namespace halle::orders::store
