SELECT a.member_number, a.template_id, a.day, b.template_id, b.day
  FROM shifts.attendance a
  JOIN shifts.occurrence ao USING (org_id, template_id, day)
  JOIN shifts.attendance b ON b.org_id = a.org_id AND b.member_number = a.member_number
   AND (b.template_id, b.day) > (a.template_id, a.day)
  JOIN shifts.occurrence bo
    ON bo.org_id = b.org_id AND bo.template_id = b.template_id AND bo.day = b.day
 WHERE a.presence = 1 AND b.presence = 1 AND ao.starts_at < bo.ends_at AND bo.starts_at < ao.ends_at
