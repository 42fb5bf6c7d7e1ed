SELECT a.cycle_id, a.member_number, a.code, a.total_cents, sum(least(d.cents, 0))
  FROM orders.allotment a JOIN orders.adjustment d USING (org_id, cycle_id, member_number, code)
 GROUP BY a.cycle_id, a.member_number, a.code, a.total_cents
HAVING a.total_cents + sum(least(d.cents, 0)) < 0
