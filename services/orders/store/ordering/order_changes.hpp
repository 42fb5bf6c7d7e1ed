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

/// What a member's line should be.
struct WantedLine {
  std::string code;
  std::int64_t firm = 0;
  std::int64_t tolerance = 0;
};

/// What a wanted line meets.
struct WrittenLine : Gate {
  std::optional<v1::OfferUnit> unit;  // empty: the cycle does not offer the product
  bool from_stock = false;
  bool out_of_stock = false;
  std::optional<std::int64_t> could_have;  // what the member could have; of stock only
  std::optional<Instant> held_until;       // set if stock is held for an unconfirmed order
};
HALLE_ROW(WrittenLine, cycle_state, late, standing, order_state, unit, from_stock, out_of_stock,
          could_have, held_until)

/// Writes what it can of the lines, one row for each of them in their order; the caller undoes it
/// if anything is wrong. `lines` is not empty and names each code once. A line that is not
/// confirmed holds stock for so many minutes from when it first did in this cycle, whatever becomes
/// of it meanwhile. Locks offers in the order of their codes, until the end of the transaction. The
/// cycle and the order are locked before.
Result<std::vector<WrittenLine>> write_lines(sdk::Call& call, const Uuid& cycle,
                                             const std::string& member,
                                             const std::vector<WantedLine>& lines,
                                             int hold_minutes);

/// What a change of a whole order meets.
struct OrderBefore : Gate {
  bool has_lines = false;  // with a quantity
};
HALLE_ROW(OrderBefore, cycle_state, late, standing, order_state, has_lines)

/// The same with a product that the order asks for in vain.
struct ConfirmedOrder : OrderBefore {
  std::optional<std::string> lacking;      // its code
  std::optional<std::int64_t> could_have;  // what the member could have; set with `lacking`
};
HALLE_ROW(ConfirmedOrder, cycle_state, late, standing, order_state, has_lines, lacking, could_have)

/// Confirms an order, and holds once more what lapsed. One row for each product that has run out
/// since its hold lapsed, by code, or one that lacks nothing; the caller undoes it if anything is
/// wrong. Locks as write_lines() does.
Result<std::vector<ConfirmedOrder>> confirm_order(sdk::Call& call, const Uuid& cycle,
                                                  const std::string& member);

/// Empties an order and frees what it held, if the cycle takes changes. Locks as write_lines()
/// does.
Result<OrderBefore> cancel_order(sdk::Call& call, const Uuid& cycle, const std::string& member);

/// Cycles with lines whose hold has lapsed, by id.
Result<std::vector<Uuid>> cycles_with_lapsed_holds(sdk::Call& call);
/// Frees what lapsed in unconfirmed orders; returns the number of lines. Orders that are being
/// changed right now are left for the next round. Locks as a change of an order does: its row
/// first, then offers in the order of their codes. The cycle is locked before.
Result<int> release_holds(sdk::Call& call, const Uuid& cycle);

}  // namespace halle::orders::store
