SELECT coalesce(a.member_number, e.member_number), coalesce(a.cause, e.cause)
  FROM (SELECT a.org_id, a.member_number, a.template_id || '/' || a.day AS cause,
               (extract(epoch FROM o.ends_at - o.starts_at) / 60)::int AS minutes
          FROM shifts.attendance a JOIN shifts.occurrence o USING (org_id, template_id, day)
         WHERE a.presence = 1) a
  FULL JOIN (SELECT org_id, coalesce(person, member_number) AS member_number, left(cause, 47) AS cause,
                    sum(given) AS minutes FROM shifts.entry
              WHERE cause_kind = 'shift' GROUP BY 1, 2, 3 HAVING sum(given) <> 0) e
    USING (org_id, member_number, cause)
 WHERE a.minutes IS DISTINCT FROM e.minutes
