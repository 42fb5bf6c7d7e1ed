SELECT l.cycle_id, l.member_number, l.code, l.version
  FROM orders.line l
 WHERE NOT EXISTS (
   SELECT 1 FROM orders.line_change c
    WHERE c.org_id = l.org_id AND c.cycle_id = l.cycle_id AND c.code = l.code
      AND c.member_number = l.member_number AND c.version = l.version AND c.firm = l.firm
      AND c.tolerance = l.tolerance)
UNION ALL
SELECT c.cycle_id, c.member_number, c.code, max(c.version)
  FROM orders.line_change c
 GROUP BY c.cycle_id, c.member_number, c.code HAVING max(c.version) <> count(*)
