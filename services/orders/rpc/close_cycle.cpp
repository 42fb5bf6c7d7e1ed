#include <map>
#include <optional>

#include "services/orders/domain/allotment.hpp"
#include "services/orders/domain/cases.hpp"
#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/closing.hpp"
#include "services/orders/store/cycles.hpp"

namespace halle::orders {
namespace {
/// What one product comes to.
void settle(const store::AskedProduct& product, store::Sheets& sheets) {
  const auto rows = fold_changes(product.changes);
  store::SupplyRow supply{product.code};
  for (const auto& row : rows) {
    supply.firm += row.firm;
    supply.tolerance += row.tolerance;
  }
  if (supply.firm + supply.tolerance == 0) return;
  // What is sold from stock is there already: everybody gets what the line holds.
  const Supply ordered = product.from_stock
                             ? Supply{0, supply.firm}
                             : supply_for(supply.firm, supply.tolerance, product.lot);
  supply.cases = ordered.cases;
  supply.quantity = ordered.quantity;
  for (const auto& share : allot(rows, ordered.quantity)) {
    const std::int64_t total = total_cents(product.price_cents, share.allotted);
    supply.total_cents += total;
    sheets.allotments.push_back(
        {share.member, product.code, share.firm, share.tolerance, share.allotted, total});
    sheets.owed[share.member] += total;
  }
  sheets.supplies.push_back(supply);
}

/// Closes the cycle in the call's transaction; true if it was closed before.
Result<bool> close_cycle(sdk::Call& call, const Uuid& id) {
  store::lock_cycle(call, id, store::Lock::alone);
  HALLE_TRY(cycle, store::cycle(call, id));
  if (cycle.state() == v1::CYCLE_STATE_CLOSED) return true;
  store::free_unconfirmed(call, id);
  HALLE_TRY(products, store::asked_products(call, id));
  store::Sheets sheets;
  for (const auto& product : products) settle(product, sheets);
  HALLE_CHECK(store::freeze(call, id, sheets));
  return false;
}
}  // namespace

Result<v1::CloseCycleReply> Cycles::close(sdk::Call& call, const v1::CloseCycleRequest& request) {
  HALLE_TRY(id, store::cycle_id(request.cycle()));
  HALLE_TRY(was_closed, close_cycle(call, id));
  v1::CloseCycleReply reply;
  reply.set_was_closed(was_closed);
  HALLE_TRY(result, store::overview(call, id));
  *reply.mutable_result() = std::move(result);
  return reply;
}

Result<v1::CloseDueReply> Cycles::close_due(sdk::Call& call,
                                            const v1::CloseDueRequest& /*request*/) {
  HALLE_TRY(due, call.query("SELECT id FROM orders.cycle WHERE org_id = $1 AND state = 1 "
                            "AND closes_at <= $2 ORDER BY closes_at, id",
                            call.organisation(), call.now()));
  call.rollback();  // each cycle closes by itself: one that fails holds up no other
  v1::CloseDueReply reply;
  std::optional<Error> failed;
  for (std::size_t r = 0; r < due.size(); ++r) {
    v1::CloseCycleRequest close;
    close.set_cycle(due[r].text(0));
    if (const auto closed = v1::CyclesClient(call).close(close); closed)
      reply.set_cycle(close.cycle());
    else
      failed = closed.error();
  }
  if (failed) return *failed;
  return reply;
}

}  // namespace halle::orders
