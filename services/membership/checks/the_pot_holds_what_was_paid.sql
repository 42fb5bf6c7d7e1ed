SELECT coalesce(p.org_id, d.org_id), coalesce(p.cents, 0) - coalesce(d.cents, 0)
  FROM membership.pot p
  FULL JOIN (SELECT org_id, sum(pot_cents) AS cents FROM membership.period GROUP BY org_id) d
    ON d.org_id = p.org_id
 WHERE coalesce(p.cents, 0) <> coalesce(d.cents, 0)
