#pragma once
// Whether a member's order can be changed now: what every change of an order asks first.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"

namespace halle::orders::store {

/// Start of a statement: the common table expression `gate` of one row with the state of the cycle,
/// whether it takes no more orders, the standing of the member and the state of her order, each
/// NULL if there is none. Parameters: $1 organisation, $2 cycle, $3 member's number, $4 now.
inline const std::string with_gate = R"(
    WITH gate AS MATERIALIZED (
      SELECT c.state AS cycle_state, c.closes_at <= $4 OR coalesce(c.stopped_until > $4, false) AS late,
             m.standing, o.state AS order_state
        FROM (SELECT 1) one
        LEFT JOIN orders.cycle c ON c.org_id = $1 AND c.id = $2
        LEFT JOIN orders.member m ON m.org_id = $1 AND m.number = $3
        LEFT JOIN orders.member_order o
          ON o.org_id = $1 AND o.cycle_id = $2 AND o.member_number = $3))";

/// Joins to the transaction that the order's row is there and locked, so that changes of one order
/// follow each other; nothing if there is no such cycle or member. `reopen`: a cancelled order is
/// one to be confirmed again.
void lock_order(sdk::Call& call, const Uuid& cycle, const std::string& member, bool reopen);

/// The gate's columns, the first four of a result.
struct Gate {
  std::optional<std::int64_t> cycle_state;
  bool late = false;
  std::optional<std::int64_t> standing;
  std::int64_t order_state = 0;  // 0: no order

  explicit Gate(const sdk::Rows::Row& row);
  bool knows_member() const { return standing.has_value(); }
};

/// Done if the cycle takes changes. Errors: `orders.cycle_unknown`, `orders.cycle_closed`.
Status check_cycle(const Gate& gate, const std::string& cycle);
/// Done if the member may order. Error: `orders.member_suspended`.
Status check_standing(const Gate& gate, const std::string& member);

}  // namespace halle::orders::store
