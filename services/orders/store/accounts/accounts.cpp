#include "services/orders/store/accounts/accounts.hpp"

#include "services/orders/store/accounts/adjustments.hpp"

namespace halle::orders::store {

Result<std::vector<MovementRow>> movements(sdk::Call& call, const std::string& member) {
  // A cause is "cycle:<id>:<number>", or another word and a colon. Adjustments of lines for the
  // same reason are one.
  static const std::string select_movements = R"(
      SELECT e.at, p.amount_cents,
             (sum(p.amount_cents) OVER (ORDER BY e.at, e.id))::bigint AS balance_cents,
             c.name AS cycle_name, c.id AS cycle,
             (SELECT )" + adjustment_texts + R"( FROM (
                SELECT min(n) AS n, sum(cents) AS cents, sum(asked_cents) AS asked_cents, module,
                       module_version, reason, parameters
                  FROM orders.adjustment a
                 WHERE a.org_id = c.org_id AND a.cycle_id = c.id AND a.member_number = $2
                 GROUP BY module, module_version, reason, parameters) d) AS adjustments,
             split_part(e.cause, ':', 1) AS cause
        FROM orders.posting p
        JOIN orders.entry e ON e.org_id = p.org_id AND e.id = p.entry_id
        LEFT JOIN orders.cycle c
          ON c.org_id = p.org_id
         AND c.id = CASE WHEN e.cause LIKE 'cycle:%' THEN split_part(e.cause, ':', 2)::uuid END
       WHERE p.org_id = $1 AND p.account = 'member:' || $2
       ORDER BY e.at DESC, e.id DESC LIMIT 500)";
  return call.query<MovementRow>(select_movements, call.organisation(), member);
}

Result<std::vector<BalanceRow>> balances(sdk::Call& call) {
  return call.query<BalanceRow>(R"(
      SELECT substr(account, length('member:') + 1) AS member_number,
             sum(amount_cents)::bigint AS balance_cents
        FROM orders.posting
       WHERE org_id = $1 AND account LIKE 'member:%' GROUP BY account
       ORDER BY length(account), account)",
                                call.organisation());
}

Result<std::vector<FundRow>> fund(sdk::Call& call, const std::string& id) {
  return call.query<FundRow>(R"(
      SELECT f.balance_cents, c.id AS cycle, c.name AS cycle_name, c.closed_at, p.given_cents,
             p.used_cents, p.asked_cents
        FROM orders.fund f
        LEFT JOIN (
          SELECT org_id, cycle_id, sum(greatest(cents, 0))::bigint AS given_cents,
                 (-sum(least(cents, 0)))::bigint AS used_cents,
                 (-sum(least(asked_cents, 0)))::bigint AS asked_cents
            FROM orders.adjustment WHERE org_id = $1 AND fund = $2 GROUP BY org_id, cycle_id) p
          ON p.org_id = f.org_id
        LEFT JOIN orders.cycle c ON c.org_id = p.org_id AND c.id = p.cycle_id
       WHERE f.org_id = $1 AND f.id = $2
       ORDER BY c.closed_at DESC, c.id LIMIT 100)",
                             call.organisation(), id);
}

Status move_money(sdk::Call& call, const std::string& cause, const std::string& from,
                  const std::string& to, std::int64_t cents) {
  if (cents == 0) return Done{};
  return call.execute(R"(
      WITH added AS (
        INSERT INTO orders.entry (org_id, id, cause, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (org_id, cause) DO NOTHING RETURNING id)
      INSERT INTO orders.posting (org_id, entry_id, account, amount_cents)
      SELECT $1, a.id, g.account, g.cents
        FROM added a, (VALUES ($5, -$7::bigint), ($6, $7::bigint)) AS g (account, cents))",
                      call.organisation(), call.new_id(), cause, call.now(), from, to, cents);
}

Result<Posted> post_once(sdk::Call& call, const std::string& cause, const std::string& from,
                         const std::string& to, std::int64_t cents) {
  // A call that posts the same cause at the same time waits, then reads what was posted.
  call.lock("orders.cause", cause);
  HALLE_TRY(known, call.find<bool>(R"(
      SELECT coalesce(bool_or(p.amount_cents <> CASE p.account WHEN $3 THEN -$5::bigint
                                                               WHEN $4 THEN $5::bigint END
                              OR p.account NOT IN ($3, $4)), true) AS differs
        FROM orders.entry e
        JOIN orders.posting p ON p.org_id = $1 AND p.entry_id = e.id
       WHERE e.org_id = $1 AND e.cause = $2 HAVING count(*) > 0)",
                                   call.organisation(), cause, from, to, cents));
  if (known) return Posted{false, *known};
  HALLE_CHECK(move_money(call, cause, from, to, cents));
  return Posted{true, false};
}

}  // namespace halle::orders::store
