#pragma once
// Changes of orders: orders.member_order, orders.line and orders.line_change, with the stock of
// orders.offer that lines hold. Quantities are thousandths of the product's unit.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "services/orders/store/ordering/order_gate.hpp"

namespace halle::orders::store {

/// The wanted state of a line.
struct WantedLine {
  std::string code;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// The verdict on one wanted line, with the state of cycle, member and order (Gate).
struct WrittenLine : Gate {
  std::optional<v1::OfferUnit> unit;  // empty: the cycle does not offer the product
  bool from_stock = false;
  bool out_of_stock = false;
  std::optional<std::int64_t> could_have;  // largest quantity the member could have; for stock only
  std::optional<Instant> held_until;       // set if stock is held for an unconfirmed order
};
HALLE_ROW(WrittenLine, cycle_state, late, standing, order_state, unit, from_stock, out_of_stock,
          could_have, held_until)

/// Writes the lines that can be written and returns one row for each line, in their order; if any
/// is refused, the caller rolls back. `lines` is not empty and names each code once. A line of an
/// unconfirmed order holds stock for `hold_minutes` from the first time it held any in this cycle;
/// later changes do not extend it. Locks offers in the order of their codes, until the end of the
/// transaction. The cycle (shared) and the order are locked before.
Result<std::vector<WrittenLine>> write_lines(sdk::Call& call, const Uuid& cycle,
                                             const std::string& member,
                                             const std::vector<WantedLine>& lines,
                                             int hold_minutes);

/// State before a change of a whole order.
struct OrderBefore : Gate {
  bool has_lines = false;  // with a quantity
};
HALLE_ROW(OrderBefore, cycle_state, late, standing, order_state, has_lines)

/// The same, with a product whose stock has run out.
struct ConfirmedOrder : OrderBefore {
  std::optional<std::string> lacking;      // its code
  std::optional<std::int64_t> could_have;  // what the member could have; set with `lacking`
};
HALLE_ROW(ConfirmedOrder, cycle_state, late, standing, order_state, has_lines, lacking, could_have)

/// Confirms an order, and takes stock again for lines whose hold has lapsed. Returns one row, by
/// code, for each product that has run out since, or one row without product; if any has, the
/// caller rolls back. Locks as write_lines() does.
Result<std::vector<ConfirmedOrder>> confirm_order(sdk::Call& call, const Uuid& cycle,
                                                  const std::string& member);

/// Empties an order and releases its stock, if the cycle takes changes. Locks as write_lines()
/// does.
Result<OrderBefore> cancel_order(sdk::Call& call, const Uuid& cycle, const std::string& member);

/// An order that is not confirmed, of a cycle that closes soon.
struct UnconfirmedOrder {
  Uuid cycle;
  Instant closes_at{};
  std::string member;
};
HALLE_ROW(UnconfirmedOrder, cycle, closes_at, member)
/// Notes that the members with these orders are told, each order once: those with a quantity, of
/// active members, in cycles that close within 24 hours. An order that was changed in the last 30
/// minutes waits, unless its cycle closes within that time; one that is locked waits for the next
/// round. By cycle and member.
Result<std::vector<UnconfirmedOrder>> take_unconfirmed(sdk::Call& call);

/// Cycles with lines whose hold has lapsed, by id.
Result<std::vector<Uuid>> cycles_with_lapsed_holds(sdk::Call& call);
/// Releases lapsed holds of unconfirmed orders; returns the number of lines. Orders that are locked
/// by another transaction are skipped until the next round. Locks as a change of an order does: its
/// row first, then offers in the order of their codes. The cycle is locked before.
Result<int> release_holds(sdk::Call& call, const Uuid& cycle);

}  // namespace halle::orders::store
