#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {
namespace {
constexpr std::chrono::hours link_life{7 * 24};
constexpr int token_bytes = 32;
}  // namespace

Result<v1::DeliveryLink> Deliveries::issue_link(sdk::Call& call,
                                                const v1::IssueDeliveryLinkRequest& request) {
  HALLE_TRY(cycle, store::closed_cycle(call, request.cycle()));
  v1::DeliveryLink link;
  link.set_token(random_hex(token_bytes));
  const Instant now = call.now();
  const Instant expires = std::chrono::floor<std::chrono::seconds>(now + link_life);
  sdk::set_timestamp(*link.mutable_expires_at(), expires);
  HALLE_TRY(
      made,
      call.query(R"(
      INSERT INTO orders.delivery AS d (org_id, id, cycle_id, producer, token_hash, issued_at,
          expires_at)
      SELECT $1, $2, $3, $4, $5, $6, $7
       WHERE EXISTS (
         SELECT 1 FROM orders.supply s JOIN orders.offer o
             ON o.org_id = s.org_id AND o.cycle_id = s.cycle_id AND o.code = s.code
          WHERE s.org_id = $1 AND s.cycle_id = $3 AND o.producer = $4 AND o.offered IS NULL
            AND s.quantity > 0)
      ON CONFLICT (org_id, cycle_id, producer) DO UPDATE SET token_hash = excluded.token_hash,
          issued_at = excluded.issued_at, expires_at = excluded.expires_at
      RETURNING 1)",
                 call.organisation(), make_uuid_v7(now.time_since_epoch().count() / 1000), cycle,
                 request.producer(), sdk::Value::bytes(sha256(link.token())), now, expires));
  if (!made.empty()) return link;
  Error nothing = bad_field("producer", "orders.nothing_to_deliver", request.producer());
  nothing.code = Code::not_found;
  return nothing;
}

}  // namespace halle::orders
