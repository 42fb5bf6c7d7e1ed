SELECT w.id FROM member_wishes.wish w
 WHERE w.answers = 0 AND NOT EXISTS (
   SELECT 1 FROM member_wishes.wanting k WHERE k.org_id = w.org_id AND k.wish_id = w.id)
