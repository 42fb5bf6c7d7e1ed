SELECT l.id FROM notify_email.letter l
 WHERE l.state = 3 AND l.ended_at > l.until_at + interval '1 minute'
