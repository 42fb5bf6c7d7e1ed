WITH RECURSIVE below AS (
  SELECT org_id, id AS whole_id, id FROM premises.zone
  UNION
  SELECT z.org_id, b.whole_id, z.id FROM below b
    JOIN premises.zone z ON z.org_id = b.org_id AND z.whole_id = b.id)
SELECT a.id, o.id FROM premises.booking a
  JOIN below p ON p.org_id = a.org_id AND p.whole_id = a.zone_id
  JOIN premises.booking o ON o.org_id = a.org_id AND o.zone_id = p.id AND o.id <> a.id
   AND o.held_from < a.held_until AND o.held_until > a.held_from
 WHERE a.state IN (1, 2) AND o.state IN (1, 2)
