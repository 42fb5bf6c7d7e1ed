SELECT m.id, l.id FROM notify_email.message m
  JOIN notify_email.letter l
    ON l.org_id = m.org_id AND l.kind = 'notify_email.message' AND l.about = m.id::text
 WHERE (m.state = 1 AND (l.state <> 1 OR l.next_at <> 'infinity'))
    OR (m.state = 3 AND l.state <> 5)
