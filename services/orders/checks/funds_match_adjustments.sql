SELECT coalesce(p.fund, d.fund), coalesce(p.cause, d.cause), coalesce(p.cents, 0), coalesce(d.cents, 0)
  FROM (SELECT substr(p.account, length('fund:') + 1) AS fund, e.cause, sum(p.amount_cents) AS cents
          FROM orders.posting p JOIN orders.entry e ON e.org_id = p.org_id AND e.id = p.entry_id
         WHERE p.account LIKE 'fund:%' GROUP BY 1, 2) p
  FULL JOIN (SELECT fund, 'cycle:' || cycle_id || ':' || member_number AS cause, sum(cents) AS cents
               FROM orders.adjustment GROUP BY 1, 2) d ON d.fund = p.fund AND d.cause = p.cause
 WHERE coalesce(p.cents, 0) <> coalesce(d.cents, 0)
