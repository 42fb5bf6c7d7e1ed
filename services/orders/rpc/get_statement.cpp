#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {

Result<v1::GetStatementReply> Accounts::get_statement(sdk::Call& call,
                                                      const v1::GetStatementRequest& request) {
  if (!call.allowed("orders.account.read") &&
      (request.member().empty() || call.subject() != request.member()))
    return store::unknown_member(request.member());
  // A cause is "cycle:<id>:<number>".
  HALLE_TRY(rows, call.query(R"(
      SELECT e.at, p.amount_cents, sum(p.amount_cents) OVER (ORDER BY e.at, e.id), c.name, c.id
        FROM orders.posting p
        JOIN orders.entry e ON e.org_id = p.org_id AND e.id = p.entry_id
        LEFT JOIN orders.cycle c
          ON c.org_id = p.org_id AND e.cause LIKE 'cycle:%' AND c.id = split_part(e.cause, ':', 2)::uuid
       WHERE p.org_id = $1 AND p.account = 'member:' || $2
       ORDER BY e.at DESC, e.id DESC LIMIT 500)",
                             call.organisation(), request.member()));
  v1::GetStatementReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* movement = reply.add_movements();
    sdk::set_timestamp(*movement->mutable_at(), rows[r].instant(0));
    movement->set_amount_cents(rows[r].number(1));
    movement->set_balance_cents(rows[r].number(2));
    movement->set_cycle_name(rows[r].text(3));
    movement->set_cycle(rows[r].text(4));
  }
  if (!rows.empty()) reply.set_balance_cents(reply.movements(0).balance_cents());
  return reply;
}

}  // namespace halle::orders
