SELECT s.id FROM workshops.session s
 WHERE s.capacity < (SELECT coalesce(sum(r.persons), 0) FROM workshops.registration r
                      WHERE r.org_id = s.org_id AND r.session_id = s.id AND r.state IN (1, 3))
