#include "services/orders/store/order_gate.hpp"

#include "halle/membership/v1/membership.pb.h"
#include "halle/orders/v1/orders.pb.h"
#include "services/orders/store/cycles.hpp"

namespace halle::orders::store {

Gate::Gate(const sdk::Rows::Row& row) {
  if (!row.is_null(0)) cycle_state = row.number(0);
  late = row.truth(1);
  if (!row.is_null(2)) standing = row.number(2);
  order_state = row.number(3);
}

void lock_order(sdk::Call& call, const Uuid& cycle, const std::string& member, bool reopen) {
  call.queue(R"(
      INSERT INTO orders.member_order AS t (org_id, cycle_id, member_number, state)
      SELECT $1, c.id, m.number, 1 FROM orders.cycle c, orders.member m
       WHERE c.org_id = $1 AND c.id = $2 AND m.org_id = $1 AND m.number = $3
      ON CONFLICT (org_id, cycle_id, member_number)
      DO UPDATE SET state = CASE WHEN t.state = 3 AND $4 THEN 1 ELSE t.state END)",
             call.organisation(), cycle, member, reopen);
}

Status check_cycle(const Gate& gate, const std::string& cycle) {
  if (!gate.cycle_state) return unknown_cycle(cycle);
  if (*gate.cycle_state != v1::CYCLE_STATE_OPEN || gate.late)
    return Error{Code::failed_precondition, "orders.cycle_closed"};
  return Done{};
}

Status check_standing(const Gate& gate, const std::string& member) {
  if (gate.standing == membership::v1::STANDING_ACTIVE) return Done{};
  Error error = bad_field("member", "orders.member_suspended", member);
  error.code = Code::failed_precondition;
  return error;
}

}  // namespace halle::orders::store
