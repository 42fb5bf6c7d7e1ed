#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/orders/domain/allotment.hpp"
#include "services/orders/domain/cases.hpp"
#include "services/orders/domain/price.hpp"
#include "services/orders/rpc/cycles/tell_closed.hpp"
#include "services/orders/rpc/ordering/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/closing.hpp"
#include "services/orders/store/cycles/cycles.hpp"

namespace halle::orders {
namespace {
/// Maximum time for which a cycle that is being closed takes no orders, if the close fails and
/// cannot resume them. A close that takes longer finds orders made meanwhile and starts again.
constexpr std::chrono::seconds stop_time{60};

/// Computes supply and allotments of one product.
void settle(const store::AskedProduct& product, store::Sheets& sheets) {
  const auto rows = fold_changes(product.changes);
  store::SupplyRow supply{product.code};
  for (const auto& row : rows) {
    supply.firm += row.firm;
    supply.tolerance += row.tolerance;
  }
  if (supply.firm + supply.tolerance == 0) return;
  // Stock is there already: each line gets the quantity it holds.
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

Result<store::Sheets> settled(sdk::Call& call, const Uuid& id) {
  HALLE_TRY(products, store::asked_products(call, id));
  store::Sheets sheets;
  for (const auto& product : products) settle(product, sheets);
  return sheets;
}

v1::AdjustRequest baskets_of(const Uuid& cycle, const store::Sheets& sheets) {
  v1::AdjustRequest request;
  std::map<std::string, v1::PricedBasket*> baskets;
  for (const auto& row : sheets.allotments) {
    auto*& basket = baskets[row.member];
    if (basket == nullptr) {
      basket = request.add_baskets();
      basket->set_cycle(cycle.text());
      basket->set_member(row.member);
    }
    auto* line = basket->add_lines();
    line->set_code(row.product);
    line->set_quantity(row.allotted);
    line->set_base_cents(row.total_cents);
  }
  return request;
}

/// Adjustments of a cycle by other modules, and the baskets they were asked about.
struct Said {
  std::vector<store::AllotmentRow> about;
  std::vector<BasketChange> changes;
};

/// Stops the cycle and calls the fillers of Pricing.Adjust, if there are any. Outside a
/// transaction.
Result<std::optional<Said>> ask_at_close(sdk::Call& call, const Uuid& id) {
  kernel::v1::ListFillersRequest pricing;
  pricing.set_socket("/halle.orders.v1.Pricing/Adjust");
  HALLE_TRY(fillers, kernel::v1::SocketsClient(call).list_fillers(pricing));
  if (fillers.modules().empty()) return std::optional<Said>();
  v1::StopCycleRequest stop;
  stop.set_cycle(id.text());
  HALLE_TRY(stopped, v1::CyclesClient(call).stop(stop));
  if (stopped.closed()) return std::optional<Said>();
  HALLE_TRY(sheets, settled(call, id));
  call.rollback();
  HALLE_TRY(said, ask_prices(call, baskets_of(id, sheets)));
  return std::optional(Said{std::move(sheets.allotments), std::move(said.changes)});
}

/// Scales the adjustments down to what the funds can pay.
Status adjust(sdk::Call& call, const std::vector<BasketChange>& said, store::Sheets& sheets) {
  std::vector<PriceChange> changes;
  std::set<std::string> funds;
  for (const auto& [cycle, row] : said) {
    changes.push_back(row.change);
    funds.insert(row.change.fund);
  }
  HALLE_TRY(balances, store::lock_funds(call, {funds.begin(), funds.end()}));
  share_funds(changes, balances);
  for (std::size_t i = 0; i < said.size(); ++i) {
    sheets.adjustments.push_back(said[i].row);
    sheets.adjustments.back().change = std::move(changes[i]);
  }
  return Done{};
}

/// Closes the cycle in the call's transaction and tells members and producers; true if it was
/// closed before.
Result<bool> close_cycle(sdk::Call& call, const Uuid& id, const std::optional<Said>& said) {
  store::lock_cycle(call, id, store::Lock::alone);
  HALLE_TRY(cycle, store::cycle(call, id));
  if (cycle.state() == v1::CYCLE_STATE_CLOSED) return true;
  store::free_unconfirmed(call, id);
  HALLE_TRY(sheets, settled(call, id));
  if (said) {
    // An order that began before the stop may have been committed meanwhile.
    if (sheets.allotments != said->about) return Error{Code::aborted, "halle.retry"};
    if (!said->changes.empty()) HALLE_CHECK(adjust(call, said->changes, sheets));
  }
  HALLE_CHECK(store::freeze(call, id, sheets));
  HALLE_CHECK(tell_closed(call, id, sheets));
  return false;
}
}  // namespace

Result<v1::CloseCycleReply> Cycles::close(sdk::Call& call, const v1::CloseCycleRequest& request) {
  HALLE_TRY(id, store::cycle_id(request.cycle()));
  auto asked = ask_at_close(call, id);
  if (!asked) {
    // Members can order again until the next close, or its closing time. If no time is left for
    // this call, the stop ends by itself.
    call.rollback();
    v1::StopCycleRequest go_on;
    go_on.set_cycle(id.text());
    go_on.set_go_on(true);
    if (const auto told = v1::CyclesClient(call).stop(go_on); !told)
      call.log("orders are stopped for up to a minute: " + told.error().reason);
    return asked.error();
  }
  const auto said = std::move(asked).value();
  HALLE_TRY(was_closed, close_cycle(call, id, said));
  v1::CloseCycleReply reply;
  reply.set_was_closed(was_closed);
  HALLE_TRY(result, store::overview(call, id));
  *reply.mutable_result() = std::move(result);
  return reply;
}

Result<v1::StopCycleReply> Cycles::stop(sdk::Call& call, const v1::StopCycleRequest& request) {
  HALLE_TRY(id, store::cycle_id(request.cycle()));
  store::lock_cycle(call, id, store::Lock::alone);
  std::optional<Instant> until;
  if (!request.go_on()) until = call.now() + stop_time;
  HALLE_TRY(state, store::stop_cycle(call, id, until));
  if (!state) return store::unknown_cycle(request.cycle());
  v1::StopCycleReply reply;
  reply.set_closed(state == v1::CYCLE_STATE_CLOSED);
  return reply;
}

Result<v1::CloseDueReply> Cycles::close_due(sdk::Call& call,
                                            const v1::CloseDueRequest& /*request*/) {
  HALLE_TRY(due, store::due_cycles(call));
  // each cycle is closed by a call of its own: a failure does not delay the others
  call.rollback();
  v1::CloseDueReply reply;
  std::optional<Error> failed;
  for (const auto& id : due) {
    v1::CloseCycleRequest close;
    close.set_cycle(id.text());
    if (const auto closed = v1::CyclesClient(call).close(close); closed)
      reply.set_cycle(close.cycle());
    else
      failed = closed.error();
  }
  if (failed) return *failed;
  return reply;
}

}  // namespace halle::orders
