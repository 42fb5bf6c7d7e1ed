SELECT s.zone_id, s.acting_org, s.year FROM premises.share s
 WHERE s.minutes <> (SELECT coalesce(sum(c.minutes), 0) FROM premises.charge c
                      WHERE c.org_id = s.org_id AND c.zone_id = s.zone_id AND c.acting_org = s.acting_org
                        AND c.year = s.year)
