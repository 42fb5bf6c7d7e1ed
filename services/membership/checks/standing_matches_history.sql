SELECT m.number, m.standing FROM membership.member m
 WHERE m.standing IS DISTINCT FROM (
   SELECT s.standing FROM membership.standing s
    WHERE s.org_id = m.org_id AND s.member_id = m.id ORDER BY s.seq DESC LIMIT 1)
