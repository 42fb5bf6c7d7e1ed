#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/ordering/order_changes.hpp"

namespace halle::orders {

Result<v1::ReleaseHoldsReply> Cycles::release_holds(sdk::Call& call,
                                                    const v1::ReleaseHoldsRequest& /*request*/) {
  HALLE_TRY(due, store::cycles_with_lapsed_holds(call));
  v1::ReleaseHoldsReply reply;
  if (due.empty()) {
    call.rollback();  // nothing changed: writes no operation record and no audit
    return reply;
  }
  for (const auto& cycle : due) {
    store::lock_cycle(call, cycle, store::Lock::shared);
    HALLE_TRY(lines, store::release_holds(call, cycle));
    reply.set_lines(reply.lines() + lines);
  }
  return reply;
}

}  // namespace halle::orders
