SELECT h.cycle_id, h.code, h.missing, s.quantity
  FROM orders.shortage h
  JOIN orders.supply s ON s.org_id = h.org_id AND s.cycle_id = h.cycle_id AND s.code = h.code
  JOIN orders.offer o ON o.org_id = h.org_id AND o.cycle_id = h.cycle_id AND o.code = h.code
  LEFT JOIN orders.delivery d ON d.org_id = h.org_id AND d.cycle_id = h.cycle_id AND d.producer = o.producer
 WHERE h.missing > s.quantity OR o.offered IS NOT NULL OR d.seen_at IS NULL
UNION ALL
SELECT h.cycle_id, h.code, max(h.version), count(*)
  FROM orders.shortage h GROUP BY h.cycle_id, h.code HAVING max(h.version) <> count(*)
