SELECT r.id FROM shifts.entry r
  LEFT JOIN shifts.entry e ON e.org_id = r.org_id AND e.member_number = r.member_number
   AND e.account = r.account AND e.cause_kind = r.cause_kind AND e.cause = r.cause
   AND e.revision = r.revision AND NOT e.reversal
 WHERE r.reversal AND (e.minutes IS DISTINCT FROM -r.minutes OR e.given <> -r.given
    OR e.effective_at <> r.effective_at)
