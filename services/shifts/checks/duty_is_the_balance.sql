SELECT m.number, m.duty FROM shifts.member m
 CROSS JOIN LATERAL (SELECT coalesce((
   SELECT b.main_number FROM shifts.belonging b
    WHERE b.org_id = m.org_id AND b.member_number = m.number AND b.from_day <= m.settled
      AND coalesce(b.until_day, 'infinity') >= m.settled
      AND (SELECT r.per_household FROM shifts.rule r
            WHERE r.org_id = m.org_id AND r.from_day <= m.settled
            ORDER BY r.from_day DESC LIMIT 1)), m.number) AS number) account
 WHERE NOT m.stale AND (m.duty <> 1) IS DISTINCT FROM EXISTS (
   SELECT 1 FROM shifts.entry e
    WHERE e.org_id = m.org_id AND e.member_number = account.number
    GROUP BY e.account HAVING sum(e.minutes) < 0)
