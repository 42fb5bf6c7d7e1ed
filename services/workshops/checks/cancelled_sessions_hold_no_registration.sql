SELECT r.id FROM workshops.session s
  JOIN workshops.registration r ON r.org_id = s.org_id AND r.session_id = s.id AND r.state <> 4
 WHERE s.state <> 2
