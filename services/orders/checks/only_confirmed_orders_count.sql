SELECT a.cycle_id, a.member_number FROM orders.allotment a
  JOIN orders.member_order o USING (org_id, cycle_id, member_number) WHERE o.state <> 2
UNION
SELECT l.cycle_id, l.member_number FROM orders.line l
  JOIN orders.member_order o USING (org_id, cycle_id, member_number)
  JOIN orders.cycle c ON c.org_id = l.org_id AND c.id = l.cycle_id
 WHERE c.state = 2 AND o.state = 2 AND l.firm + l.tolerance > 0 AND NOT EXISTS (
   SELECT 1 FROM orders.allotment a
    WHERE a.org_id = l.org_id AND a.cycle_id = l.cycle_id AND a.member_number = l.member_number
      AND a.code = l.code)
