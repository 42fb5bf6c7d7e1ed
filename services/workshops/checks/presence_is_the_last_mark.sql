SELECT r.id FROM workshops.registration r
 WHERE r.state = 1 AND r.presence <> coalesce((
   SELECT m.presence FROM workshops.mark m WHERE m.org_id = r.org_id AND m.registration_id = r.id
    ORDER BY m.at DESC, m.id DESC LIMIT 1), 0)
