#include "services/orders/store/ordering/order_gate.hpp"

#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/names.hpp"

namespace halle::orders::store {

void lock_order(sdk::Call& call, const Uuid& cycle, const std::string& member, bool reopen) {
  static const std::string upsert_order = names.in(R"(
      INSERT INTO orders.member_order AS t (org_id, cycle_id, member_number, state)
      SELECT $1, c.id, m.number, {unconfirmed} FROM orders.cycle c, orders.member m
       WHERE c.org_id = $1 AND c.id = $2 AND m.org_id = $1 AND m.number = $3
      ON CONFLICT (org_id, cycle_id, member_number)
      DO UPDATE SET state = CASE WHEN t.state = {cancelled} AND $4 THEN {unconfirmed}
                                 ELSE t.state END)");
  call.queue(upsert_order, call.organisation(), cycle, member, reopen);
}

Status check_cycle(const Gate& gate, const std::string& cycle) {
  if (!gate.cycle_state) return unknown_cycle(cycle);
  if (gate.cycle_state != v1::CYCLE_STATE_OPEN || gate.late != false)
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
