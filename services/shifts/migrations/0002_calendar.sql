-- The address of a member's calendar: only the SHA-256 of its key. Whoever has the address reads her shifts.
CREATE TABLE shifts.calendar (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  key_hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, member_number),
  UNIQUE (org_id, key_hash),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.calendar TO shifts_rw;
