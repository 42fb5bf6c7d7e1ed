SELECT e.member_number, e.account, e.cause_kind, e.cause FROM shifts.entry e
 GROUP BY e.org_id, e.member_number, e.account, e.cause_kind, e.cause
HAVING count(*) FILTER (WHERE NOT e.reversal) - count(*) FILTER (WHERE e.reversal) NOT IN (0, 1)
