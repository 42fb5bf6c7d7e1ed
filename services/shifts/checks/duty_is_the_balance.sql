SELECT m.number, m.duty FROM shifts.member m
 WHERE (m.duty <> 1) IS DISTINCT FROM EXISTS (
   SELECT 1 FROM shifts.entry e
    WHERE e.org_id = m.org_id AND e.member_number = m.number
    GROUP BY e.account HAVING sum(e.minutes) < 0)
