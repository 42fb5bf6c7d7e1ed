SELECT d.id FROM disco_soupe.draft d
 WHERE d.grams <> (SELECT coalesce(sum(u.grams), 0) FROM disco_soupe.lot_use u
                    WHERE u.org_id = d.org_id AND u.draft_id = d.id)
    OR 3 <> (SELECT count(*) FROM disco_soupe.part p WHERE p.org_id = d.org_id AND p.draft_id = d.id)
