SELECT 'cycle:' || a.cycle_id || ':' || a.member_number, a.owed, min(p.amount_cents)
  FROM (SELECT a.org_id, a.cycle_id, a.member_number, sum(a.total_cents + coalesce(d.cents, 0)) AS owed
          FROM orders.allotment a
          LEFT JOIN (SELECT org_id, cycle_id, member_number, code, sum(cents) AS cents
                       FROM orders.adjustment GROUP BY org_id, cycle_id, member_number, code) d
            USING (org_id, cycle_id, member_number, code)
         GROUP BY a.org_id, a.cycle_id, a.member_number) a
  LEFT JOIN orders.entry e ON e.org_id = a.org_id AND e.cause = 'cycle:' || a.cycle_id || ':' || a.member_number
  LEFT JOIN orders.posting p ON p.org_id = e.org_id AND p.entry_id = e.id AND p.account = 'member:' || a.member_number
 GROUP BY a.cycle_id, a.member_number, a.owed HAVING a.owed <> -coalesce(min(p.amount_cents), 0)
UNION ALL
SELECT e.cause, 0, 0 FROM orders.entry e
 WHERE e.cause LIKE 'cycle:%' AND NOT EXISTS (
   SELECT 1 FROM orders.allotment a
    WHERE a.org_id = e.org_id AND e.cause = 'cycle:' || a.cycle_id || ':' || a.member_number)
