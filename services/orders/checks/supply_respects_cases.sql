SELECT s.cycle_id, o.code, s.quantity, o.case_size, o.minimum
  FROM orders.supply s JOIN orders.offer o USING (org_id, cycle_id, code)
 WHERE (o.case_size > 0 AND s.quantity <> s.cases * o.case_size)
    OR (s.quantity > 0 AND s.quantity < o.minimum)
    OR s.quantity > s.firm + s.tolerance
