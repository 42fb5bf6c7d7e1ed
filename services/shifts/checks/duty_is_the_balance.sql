SELECT m.number, m.duty FROM shifts.member m
 WHERE (m.duty = 2) IS DISTINCT FROM (
   (SELECT coalesce(sum(e.minutes), 0) FROM shifts.entry e
     WHERE e.org_id = m.org_id AND e.member_number = m.number) < 0)
