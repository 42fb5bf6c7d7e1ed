#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/accounts/accounts.hpp"
#include "services/orders/store/accounts/adjustments.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {

Result<v1::GetStatementReply> Accounts::get_statement(sdk::Call& call,
                                                      const v1::GetStatementRequest& request) {
  if (!call.allowed("orders.account.read") &&
      (request.member().empty() || call.subject() != request.member()))
    return store::unknown_member(request.member());
  HALLE_TRY(rows, store::movements(call, request.member()));
  v1::GetStatementReply reply;
  for (const auto& row : rows) {
    auto* movement = reply.add_movements();
    sdk::set_timestamp(*movement->mutable_at(), row.at);
    movement->set_amount_cents(row.amount_cents);
    movement->set_balance_cents(row.balance_cents);
    if (row.cycle) {
      movement->set_cycle(row.cycle->text());
      movement->set_cycle_name(*row.cycle_name);
    } else {
      movement->set_words("orders.movement_" + row.cause);
    }
    store::read_adjustments(row.adjustments.value_or(""), *movement->mutable_adjustments());
  }
  if (!rows.empty()) reply.set_balance_cents(reply.movements(0).balance_cents());
  return reply;
}

}  // namespace halle::orders
