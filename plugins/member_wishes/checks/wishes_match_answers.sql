SELECT w.id, w.answers, w.verdict FROM member_wishes.wish w
  LEFT JOIN LATERAL (
    SELECT count(*) AS given, max(a.number) AS last, max(a.at) AS at,
           (array_agg(a.verdict ORDER BY a.number DESC))[1] AS verdict
      FROM member_wishes.answer a WHERE a.org_id = w.org_id AND a.wish_id = w.id) said ON true
 WHERE w.answers <> said.given OR w.answers <> coalesce(said.last, 0)
    OR w.verdict <> coalesce(said.verdict, 0) OR w.moved < coalesce(said.at, w.since)
