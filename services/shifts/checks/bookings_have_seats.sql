SELECT b.member_number, b.template_id, b.day, b.seat FROM shifts.booking b
 WHERE b.freed IS NULL AND NOT EXISTS (
   SELECT 1 FROM shifts.seat s JOIN shifts.occurrence o USING (org_id, template_id, day)
    WHERE s.org_id = b.org_id AND s.template_id = b.template_id AND s.day = b.day
      AND s.number = b.seat AND o.state = 1)
