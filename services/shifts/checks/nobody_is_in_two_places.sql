SELECT a.member_number, a.template_id, a.day, b.template_id, b.day
  FROM shifts.booking a
  JOIN shifts.occurrence ao USING (org_id, template_id, day)
  JOIN shifts.booking b ON b.org_id = a.org_id AND b.member_number = a.member_number AND b.id > a.id
  JOIN shifts.occurrence bo
    ON bo.org_id = b.org_id AND bo.template_id = b.template_id AND bo.day = b.day
 WHERE a.freed IS NULL AND b.freed IS NULL AND ao.starts_at < bo.ends_at AND bo.starts_at < ao.ends_at
