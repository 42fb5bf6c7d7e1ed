SELECT o.cycle_id, o.code, o.offered, o.available, coalesce(sum(l.held), 0)
  FROM orders.offer o
  LEFT JOIN orders.line l ON l.org_id = o.org_id AND l.cycle_id = o.cycle_id AND l.code = o.code
 WHERE o.offered IS NOT NULL
 GROUP BY o.cycle_id, o.code, o.offered, o.available
HAVING o.offered <> o.available + coalesce(sum(l.held), 0)
