-- A pack may keep more than one account of a member; `time` is the one whose balance she owes or has in advance.
-- given: minutes of real time, whatever the pack makes of them.
ALTER TABLE shifts.entry ADD COLUMN account text NOT NULL DEFAULT 'time',
  ADD COLUMN given int NOT NULL DEFAULT 0;
-- For all associations at once, by the tables' owner.
ALTER TABLE shifts.entry NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER entry_stays;
UPDATE shifts.entry SET given = minutes WHERE cause_kind IN ('shift', 'work');
ALTER TABLE shifts.entry FORCE ROW LEVEL SECURITY, ENABLE TRIGGER entry_stays;
DO $$
BEGIN
  EXECUTE (SELECT 'ALTER TABLE shifts.entry DROP CONSTRAINT ' || quote_ident(conname)
             FROM pg_catalog.pg_constraint
            WHERE conrelid = 'shifts.entry'::regclass AND contype = 'u');
END $$;
ALTER TABLE shifts.entry
  ADD CONSTRAINT entry_cause UNIQUE (org_id, member_number, account, cause_kind, cause, revision, reversal);

-- Packs that count in weeks begin on a Monday.
ALTER TABLE shifts.rule DROP CONSTRAINT rule_from_day_check;

-- duty: 1 on track, 2 late, 3 owes but nothing comes of it yet, 4 loses her regular seat.
ALTER TABLE shifts.member DROP CONSTRAINT member_duty_check,
  ADD CONSTRAINT member_duty_check CHECK (duty BETWEEN 1 AND 4);

-- kind: 1 owes nothing and has no seat, 2 a delay: owes, but nothing comes of it.
ALTER TABLE shifts.leave ADD COLUMN kind smallint NOT NULL DEFAULT 1 CHECK (kind IN (1, 2));

-- Per cent of its length that a shift counts.
ALTER TABLE shifts.template ADD COLUMN worth smallint NOT NULL DEFAULT 100 CHECK (worth BETWEEN 10 AND 400);
ALTER TABLE shifts.occurrence ADD COLUMN worth smallint NOT NULL DEFAULT 100 CHECK (worth BETWEEN 10 AND 400);

-- From when to when a member has a seat that is hers each time; both days included.
CREATE TABLE shifts.regular (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  from_day date NOT NULL,
  until_day date CHECK (until_day >= from_day),
  PRIMARY KEY (org_id, member_number, from_day),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);
ALTER TABLE shifts.template_seat NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shifts.template NO FORCE ROW LEVEL SECURITY;
INSERT INTO shifts.regular (org_id, member_number, from_day)
SELECT s.org_id, s.holder, min(t.valid_from) FROM shifts.template_seat s
  JOIN shifts.template t ON t.org_id = s.org_id AND t.id = s.template_id
 WHERE s.holder IS NOT NULL AND (t.valid_until IS NULL OR t.valid_until >= current_date)
 GROUP BY s.org_id, s.holder;
ALTER TABLE shifts.template_seat FORCE ROW LEVEL SECURITY;
ALTER TABLE shifts.template FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.regular TO shifts_rw;
