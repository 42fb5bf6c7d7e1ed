WITH RECURSIVE below AS (
  -- A booking that holds its zone has one row for each leaf of it, and no other row. Zones that were added after the
  -- booking was over, or closed before it, are not meant: what a zone is made of changes only where nothing is to come.
  SELECT org_id, id AS whole_id, id FROM premises.zone
  UNION
  SELECT z.org_id, b.whole_id, z.id FROM below b
    JOIN premises.zone z ON z.org_id = b.org_id AND z.whole_id = b.id),
wanted AS (
  SELECT b.org_id, b.id AS booking_id, z.id AS zone_id, b.held_from, b.held_until
    FROM premises.booking b
    JOIN below t ON t.org_id = b.org_id AND t.whole_id = b.zone_id
    JOIN premises.zone z ON z.org_id = b.org_id AND z.id = t.id AND z.made_at < b.held_until
     AND (z.closed_at IS NULL OR z.closed_at >= b.held_until)
   WHERE b.state IN (1, 2)
     AND NOT EXISTS (
       SELECT 1 FROM premises.zone p WHERE p.org_id = z.org_id AND p.whole_id = z.id
          AND p.made_at < b.held_until AND (p.closed_at IS NULL OR p.closed_at >= b.held_until)))
SELECT coalesce(w.booking_id, o.booking_id), coalesce(w.zone_id, o.zone_id)
  FROM wanted w FULL JOIN premises.occupation o USING (org_id, booking_id, zone_id, held_from, held_until)
 WHERE w.booking_id IS NULL OR o.booking_id IS NULL
