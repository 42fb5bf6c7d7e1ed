#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {
namespace {
/// Orders that are being changed right now are left for the next round. Locks as a change of an
/// order does: its row first, then stock in the order of ids.
constexpr const char* release = R"(
    WITH lapsed AS MATERIALIZED (
      SELECT o.member_number FROM orders.member_order o
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.state = 1 AND EXISTS (
         SELECT 1 FROM orders.line l
          WHERE l.org_id = o.org_id AND l.cycle_id = o.cycle_id
            AND l.member_number = o.member_number AND l.hold_until <= $3)
       FOR UPDATE SKIP LOCKED),
    held AS MATERIALIZED (
      SELECT l.member_number, l.code, l.held FROM orders.line l
        JOIN lapsed s ON s.member_number = l.member_number
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.hold_until <= $3),
    locked AS MATERIALIZED (
      SELECT o.code FROM orders.offer o
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code IN (SELECT code FROM held)
       ORDER BY o.code FOR NO KEY UPDATE OF o),
    freed AS (
      UPDATE orders.offer o SET available = o.available + s.held
        FROM (SELECT k.code, sum(h.held) AS held FROM locked k
                JOIN held h ON h.code = k.code GROUP BY k.code) s
       WHERE o.org_id = $1 AND o.cycle_id = $2 AND o.code = s.code),
    released AS (
      UPDATE orders.line l SET held = 0, hold_until = NULL FROM held h
       WHERE l.org_id = $1 AND l.cycle_id = $2 AND l.member_number = h.member_number
         AND l.code = h.code
      RETURNING 1)
    SELECT count(*) FROM released)";
}  // namespace

Result<v1::ReleaseHoldsReply> Cycles::release_holds(sdk::Call& call,
                                                    const v1::ReleaseHoldsRequest& /*request*/) {
  HALLE_TRY(due, call.query("SELECT DISTINCT cycle_id FROM orders.line WHERE org_id = $1 AND "
                            "hold_until <= $2 ORDER BY 1",
                            call.organisation(), call.now()));
  v1::ReleaseHoldsReply reply;
  if (due.empty()) {
    call.rollback();  // nothing happened: leaves no trace in operations and audit
    return reply;
  }
  for (std::size_t r = 0; r < due.size(); ++r) {
    store::lock_cycle(call, due[r].uuid(0), store::Lock::shared);
    HALLE_TRY(rows, call.query(release, call.organisation(), due[r].uuid(0), call.now()));
    reply.set_lines(reply.lines() + static_cast<int>(rows[0].number(0)));
  }
  return reply;
}

}  // namespace halle::orders
