#pragma once
// The state that decides whether a member's order can be changed, read first by every change of an
// order.

#include <optional>
#include <string>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

/// Start of a statement: the common table expression `gate` of one row with the state of the cycle,
/// whether it takes no more orders, the standing of the member and the state of the member's order,
/// each NULL if there is none. Parameters: $1 organisation, $2 cycle, $3 member's number, $4 now.
inline const std::string with_gate = R"(
    WITH gate AS MATERIALIZED (
      SELECT c.state AS cycle_state, c.closes_at <= $4 OR coalesce(c.stopped_until > $4, false) AS late,
             m.standing, o.state AS order_state
        FROM (SELECT 1) one
        LEFT JOIN orders.cycle c ON c.org_id = $1 AND c.id = $2
        LEFT JOIN orders.member m ON m.org_id = $1 AND m.number = $3
        LEFT JOIN orders.member_order o
          ON o.org_id = $1 AND o.cycle_id = $2 AND o.member_number = $3))";

/// The columns `gate.*`: what rows of statements that begin with `with_gate` begin with.
struct Gate {
  std::optional<v1::CycleState> cycle_state;         // empty: no such cycle
  std::optional<bool> late;                          // empty: no such cycle
  std::optional<membership::v1::Standing> standing;  // empty: the member is not known here
  std::optional<v1::OrderState> order_state;         // empty: no order

  bool knows_member() const { return standing.has_value(); }
};

/// Queues: creates the order's row if it is missing and locks it until the end of the transaction,
/// so that changes of one order are serialised; no effect without such a cycle or member. `reopen`:
/// a cancelled order becomes unconfirmed again.
void lock_order(sdk::Call& call, const Uuid& cycle, const std::string& member, bool reopen);

/// Checks that the cycle takes changes. Errors: `orders.cycle_unknown`, `orders.cycle_closed`.
Status check_cycle(const Gate& gate, const std::string& cycle);
/// Checks that the member may order. Error: `orders.member_suspended`.
Status check_standing(const Gate& gate, const std::string& member);

}  // namespace halle::orders::store
