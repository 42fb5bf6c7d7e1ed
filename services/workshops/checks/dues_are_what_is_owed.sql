SELECT r.id, r.owed_cents FROM workshops.registration r
 WHERE r.owed_cents <> (SELECT coalesce(sum(d.cents), 0) FROM workshops.due d
                         WHERE d.org_id = r.org_id AND d.registration_id = r.id AND d.means IS NULL)
