SELECT s.cycle_id, s.code, s.quantity, coalesce(sum(a.allotted), 0)
  FROM orders.supply s
  LEFT JOIN orders.allotment a ON a.org_id = s.org_id AND a.cycle_id = s.cycle_id AND a.code = s.code
 GROUP BY s.cycle_id, s.code, s.quantity, s.total_cents
HAVING s.quantity <> coalesce(sum(a.allotted), 0) OR s.total_cents <> coalesce(sum(a.total_cents), 0)
