-- What shifts keeps of members, fed by events of membership. duty: 1 on track, 2 late, as last said. stale:
-- something may change what is owed for months that have ended. settled: first day of the month before
-- which all is written.
CREATE TABLE shifts.member (
  org_id uuid NOT NULL,
  number text NOT NULL,
  member_id uuid NOT NULL,
  duty smallint NOT NULL DEFAULT 1 CHECK (duty IN (1, 2)),
  stale boolean NOT NULL DEFAULT true,
  settled date,
  PRIMARY KEY (org_id, number)
);

-- Her standing from a day on, in the association's zone.
CREATE TABLE shifts.standing (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  since date NOT NULL,
  standing smallint NOT NULL CHECK (standing BETWEEN 1 AND 3),
  PRIMARY KEY (org_id, member_number, since),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);

CREATE TABLE shifts.setting (
  org_id uuid NOT NULL,
  weeks_ahead smallint NOT NULL CHECK (weeks_ahead BETWEEN 1 AND 26),
  notice_hours smallint NOT NULL CHECK (notice_hours BETWEEN 0 AND 336),
  closed_on_holidays boolean NOT NULL,
  PRIMARY KEY (org_id)
);

CREATE TABLE shifts.closure (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  from_day date NOT NULL,
  until_day date NOT NULL CHECK (until_day >= from_day),
  reason text NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- A shift that repeats, in local time. weeks: bit 0 is week 1 of the cycle, which begins at the anchor.
-- planned_until: the shifts until this day, included, are made.
CREATE TABLE shifts.template (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  place text NOT NULL,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  starts time NOT NULL,
  ends time NOT NULL CHECK (ends <> starts),
  anchor date NOT NULL CHECK (extract(isodow FROM anchor) = 1),
  cycle smallint NOT NULL CHECK (cycle BETWEEN 1 AND 8),
  weeks smallint NOT NULL CHECK (weeks > 0 AND weeks < 1 << cycle),
  valid_from date NOT NULL,
  valid_until date CHECK (valid_until >= valid_from),
  planned_until date NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE shifts.template_seat (
  org_id uuid NOT NULL,
  template_id uuid NOT NULL,
  number smallint NOT NULL CHECK (number BETWEEN 1 AND 30),
  important boolean NOT NULL,
  holder text,
  PRIMARY KEY (org_id, template_id, number),
  UNIQUE (org_id, template_id, holder),
  FOREIGN KEY (org_id, template_id) REFERENCES shifts.template (org_id, id),
  FOREIGN KEY (org_id, holder) REFERENCES shifts.member (org_id, number)
);

-- A shift is its template and its nominal day, whatever becomes of its hours. edited: by hand, so that
-- nothing overwrites it. verdict: 1 too few, 2 enough, 3 too many.
CREATE TABLE shifts.occurrence (
  org_id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  title text NOT NULL,
  place text NOT NULL,
  state smallint NOT NULL CHECK (state IN (1, 2)),
  reason text NOT NULL,
  edited boolean NOT NULL,
  verdict smallint CHECK (verdict BETWEEN 1 AND 3),
  note text NOT NULL DEFAULT '',
  PRIMARY KEY (org_id, template_id, day),
  FOREIGN KEY (org_id, template_id) REFERENCES shifts.template (org_id, id)
);
CREATE INDEX occurrence_start ON shifts.occurrence (org_id, starts_at);

CREATE TABLE shifts.seat (
  org_id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  number smallint NOT NULL CHECK (number BETWEEN 1 AND 30),
  important boolean NOT NULL,
  PRIMARY KEY (org_id, template_id, day, number),
  FOREIGN KEY (org_id, template_id, day) REFERENCES shifts.occurrence (org_id, template_id, day)
);

-- Who has a seat, and who had it and gave it back. A seat has one holder and a member one seat of a
-- shift. freed: 1 given back, 2 the shift was called off, 3 she left the association.
CREATE TABLE shifts.booking (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  seat smallint NOT NULL,
  member_number text NOT NULL,
  fixed boolean NOT NULL,
  taken_at timestamptz NOT NULL,
  taken_by text NOT NULL,
  freed smallint CHECK (freed BETWEEN 1 AND 3),
  freed_at timestamptz,
  freed_by text,
  late boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, template_id, day) REFERENCES shifts.occurrence (org_id, template_id, day),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number),
  CHECK ((freed IS NULL) = (freed_at IS NULL) AND (freed IS NULL) = (freed_by IS NULL))
);
CREATE UNIQUE INDEX booking_seat ON shifts.booking (org_id, template_id, day, seat) WHERE freed IS NULL;
CREATE UNIQUE INDEX booking_member ON shifts.booking (org_id, member_number, template_id, day) WHERE freed IS NULL;
CREATE INDEX booking_shift ON shifts.booking (org_id, template_id, day);

-- What was last said of a member at a shift: 1 present, 2 absent, 3 excused; no row: nothing.
CREATE TABLE shifts.attendance (
  org_id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  member_number text NOT NULL,
  presence smallint NOT NULL CHECK (presence BETWEEN 1 AND 3),
  marked_at timestamptz NOT NULL,
  marked_by text NOT NULL,
  PRIMARY KEY (org_id, template_id, day, member_number),
  FOREIGN KEY (org_id, template_id, day) REFERENCES shifts.occurrence (org_id, template_id, day),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);

-- Work outside of shifts: 1 declared, 2 approved, 3 declined.
CREATE TABLE shifts.work (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  member_number text NOT NULL,
  day date NOT NULL,
  minutes int NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
  what text NOT NULL,
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
  declared_at timestamptz NOT NULL,
  declared_by text NOT NULL,
  decided_at timestamptz,
  decided_by text,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);
CREATE INDEX work_member ON shifts.work (org_id, member_number);
CREATE INDEX work_waiting ON shifts.work (org_id, day) WHERE state = 1;

CREATE TABLE shifts.leave (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  member_number text NOT NULL,
  from_day date NOT NULL,
  until_day date CHECK (until_day >= from_day),
  reason text NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);
CREATE INDEX leave_member ON shifts.leave (org_id, member_number);

-- What the association asks for from the first day of a month on.
CREATE TABLE shifts.rule (
  org_id uuid NOT NULL,
  from_day date NOT NULL CHECK (extract(day FROM from_day) = 1),
  pack text NOT NULL,
  pack_version int NOT NULL,
  parameters jsonb NOT NULL,
  set_at timestamptz NOT NULL,
  set_by text NOT NULL,
  PRIMARY KEY (org_id, from_day)
);

-- The ledger of hours; only grows. Its order is (effective_at, id) and a balance its sum. A cause has one
-- line that counts: the one of its last revision, unless a reversal of the same revision stands against it.
-- parameters: lines of key=value for the words of the rule. id comes from the cause, so that whoever writes
-- the same line writes the same row.
CREATE TABLE shifts.entry (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  member_number text NOT NULL,
  minutes int NOT NULL,
  pack text NOT NULL,
  pack_version int NOT NULL,
  rule text NOT NULL,
  parameters text NOT NULL,
  cause_kind text NOT NULL,
  cause text NOT NULL,
  revision int NOT NULL CHECK (revision > 0),
  reversal boolean NOT NULL,
  effective_at timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, member_number, cause_kind, cause, revision, reversal),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);
CREATE INDEX entry_order ON shifts.entry (org_id, member_number, effective_at, id) INCLUDE (minutes);

-- Whoever may write lines may not change them, not even the schema's owner.
CREATE FUNCTION shifts.entry_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'shifts.entry_stays' USING ERRCODE = 'HL100';
END $$;
CREATE TRIGGER entry_stays BEFORE UPDATE ON shifts.entry
  FOR EACH ROW EXECUTE FUNCTION shifts.entry_stays();

GRANT SELECT, INSERT, UPDATE ON shifts.member, shifts.setting, shifts.template, shifts.work, shifts.rule
  TO shifts_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.standing, shifts.closure, shifts.template_seat,
  shifts.occurrence, shifts.seat, shifts.booking, shifts.attendance, shifts.leave TO shifts_rw;
GRANT SELECT, INSERT ON shifts.entry TO shifts_rw;
