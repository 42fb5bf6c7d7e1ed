SELECT l.id FROM disco_soupe.lot l
 WHERE l.used_grams <> (SELECT coalesce(sum(u.grams - u.left_grams), 0) FROM disco_soupe.lot_use u
                         JOIN disco_soupe.draft d ON d.org_id = u.org_id AND d.id = u.draft_id
                        WHERE u.org_id = l.org_id AND u.lot_id = l.id AND d.undone_at IS NULL)
