#include "core/sdk/time.hpp"
#include "services/orders/rpc/services.hpp"
#include "services/orders/store/adjustments.hpp"
#include "services/orders/store/members.hpp"

namespace halle::orders {

Result<v1::GetStatementReply> Accounts::get_statement(sdk::Call& call,
                                                      const v1::GetStatementRequest& request) {
  if (!call.allowed("orders.account.read") &&
      (request.member().empty() || call.subject() != request.member()))
    return store::unknown_member(request.member());
  // A cause is "cycle:<id>:<number>", or another word and a colon. Adjustments of lines for the
  // same reason are one.
  static const std::string select_movements = R"(
      SELECT e.at, p.amount_cents, sum(p.amount_cents) OVER (ORDER BY e.at, e.id), c.name, c.id,
             (SELECT )" + store::adjustment_texts +
                                              R"( FROM (
                SELECT min(n) AS n, sum(cents) AS cents, sum(asked_cents) AS asked_cents, module,
                       module_version, reason, parameters
                  FROM orders.adjustment a
                 WHERE a.org_id = c.org_id AND a.cycle_id = c.id AND a.member_number = $2
                 GROUP BY module, module_version, reason, parameters) d),
             split_part(e.cause, ':', 1)
        FROM orders.posting p
        JOIN orders.entry e ON e.org_id = p.org_id AND e.id = p.entry_id
        LEFT JOIN orders.cycle c
          ON c.org_id = p.org_id
         AND c.id = CASE WHEN e.cause LIKE 'cycle:%' THEN split_part(e.cause, ':', 2)::uuid END
       WHERE p.org_id = $1 AND p.account = 'member:' || $2
       ORDER BY e.at DESC, e.id DESC LIMIT 500)";
  HALLE_TRY(rows, call.query(select_movements, call.organisation(), request.member()));
  v1::GetStatementReply reply;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    auto* movement = reply.add_movements();
    sdk::set_timestamp(*movement->mutable_at(), rows[r].instant(0));
    movement->set_amount_cents(rows[r].number(1));
    movement->set_balance_cents(rows[r].number(2));
    movement->set_cycle_name(rows[r].text(3));
    movement->set_cycle(rows[r].text(4));
    store::read_adjustments(rows[r].view(5), *movement->mutable_adjustments());
    if (movement->cycle().empty()) movement->set_words("orders.movement_" + rows[r].text(6));
  }
  if (!rows.empty()) reply.set_balance_cents(reply.movements(0).balance_cents());
  return reply;
}

}  // namespace halle::orders
