SELECT a.member_id, a.first_day FROM membership.period a
  JOIN membership.period b ON b.org_id = a.org_id AND b.member_id = a.member_id AND b.id <> a.id
   AND b.cancelled_on IS NULL AND b.first_day <= a.last_day AND b.last_day >= a.first_day
 WHERE a.cancelled_on IS NULL
