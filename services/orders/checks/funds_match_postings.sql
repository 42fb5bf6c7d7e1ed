SELECT f.id, f.balance_cents, coalesce(p.cents, 0)
  FROM orders.fund f
  FULL JOIN (SELECT substr(account, length('fund:') + 1) AS id, sum(amount_cents) AS cents
               FROM orders.posting WHERE account LIKE 'fund:%' GROUP BY 1) p ON p.id = f.id
 WHERE f.balance_cents IS DISTINCT FROM coalesce(p.cents, 0) OR f.balance_cents < 0
