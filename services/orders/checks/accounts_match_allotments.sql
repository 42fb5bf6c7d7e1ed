SELECT 'cycle:' || a.cycle_id || ':' || a.member_number, sum(a.total_cents), min(p.amount_cents)
  FROM orders.allotment a
  LEFT JOIN orders.entry e ON e.org_id = a.org_id AND e.cause = 'cycle:' || a.cycle_id || ':' || a.member_number
  LEFT JOIN orders.posting p ON p.org_id = e.org_id AND p.entry_id = e.id AND p.account = 'member:' || a.member_number
 GROUP BY a.cycle_id, a.member_number HAVING sum(a.total_cents) <> -coalesce(min(p.amount_cents), 0)
UNION ALL
SELECT e.cause, 0, 0 FROM orders.entry e
 WHERE e.cause LIKE 'cycle:%' AND NOT EXISTS (
   SELECT 1 FROM orders.allotment a
    WHERE a.org_id = e.org_id AND e.cause = 'cycle:' || a.cycle_id || ':' || a.member_number)
