#include "services/orders/store/deliveries.hpp"

#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

Error unknown_link() {
  return {Code::not_found, "orders.link_unknown"};
}

Result<Delivery> see_delivery(sdk::Call& call, const std::string& token) {
  HALLE_TRY(rows, call.query("SELECT id, cycle_id, producer, seen_at FROM orders.delivery "
                             "WHERE org_id = $1 AND token_hash = $2 AND expires_at > $3 "
                             "FOR NO KEY UPDATE",
                             call.organisation(), sdk::Value::bytes(sha256(token)), call.now()));
  if (rows.empty()) return unknown_link();
  Delivery found{rows[0].uuid(0), rows[0].uuid(1), rows[0].text(2), rows[0].instant(3)};
  if (!rows[0].is_null(3)) return found;
  found.seen_at = call.now();
  call.queue("UPDATE orders.delivery SET seen_at = $3 WHERE org_id = $1 AND id = $2",
             call.organisation(), found.id, found.seen_at);
  v1::DeliverySeen event;
  event.set_delivery(found.id.text());
  event.set_cycle(found.cycle.text());
  call.emit(event, event.delivery());
  return found;
}

}  // namespace halle::orders::store
