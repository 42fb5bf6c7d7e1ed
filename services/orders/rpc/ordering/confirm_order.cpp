#include "core/base/text/decimal.hpp"
#include "services/orders/rpc/ordering/pricing.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/cycles/cycles.hpp"
#include "services/orders/store/members.hpp"
#include "services/orders/store/ordering/order_changes.hpp"

namespace halle::orders {
namespace {
Error nothing_ordered() {
  return {Code::failed_precondition, "orders.order_empty"};
}
}  // namespace

Result<v1::ConfirmOrderReply> Orders::confirm(sdk::Call& call,
                                              const v1::ConfirmOrderRequest& request) {
  HALLE_CHECK(store::may_order_for(call, request.member()));
  HALLE_TRY(cycle, store::cycle_id(request.cycle()));
  HALLE_CHECK(ask_may_order(call, request.cycle(), request.member()));
  store::lock_cycle(call, cycle, store::Lock::shared);
  store::lock_order(call, cycle, request.member(), false);
  HALLE_TRY(rows, store::confirm_order(call, cycle, request.member()));
  const store::OrderBefore& before = rows[0];
  HALLE_CHECK(store::check_cycle(before, request.cycle()));
  if (!before.knows_member()) {
    HALLE_CHECK(store::fetch_member(call, request.member()));
    return nothing_ordered();
  }
  HALLE_CHECK(store::check_standing(before, request.member()));
  if (!before.has_lines) return nothing_ordered();
  Error error{Code::failed_precondition, "orders.out_of_stock"};
  for (const auto& row : rows)
    if (row.lacking)
      error.fields.push_back({"quantity", "orders.out_of_stock",
                              *row.lacking + ": " + format_decimal(*row.could_have, 3)});
  if (!error.fields.empty()) return error;
  v1::ConfirmOrderReply reply;
  reply.set_state(v1::ORDER_STATE_CONFIRMED);
  return reply;
}

}  // namespace halle::orders
