SELECT s.id, s.taken, coalesce(sum(r.persons), 0) FROM workshops.session s
  LEFT JOIN workshops.registration r ON r.org_id = s.org_id AND r.session_id = s.id AND r.state IN (1, 3)
 GROUP BY s.org_id, s.id, s.taken HAVING s.taken <> coalesce(sum(r.persons), 0)
