-- Who was asked whether she takes a free seat of a shift, each member once, and who said no.
CREATE TABLE shifts.offer (
  org_id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  member_number text NOT NULL,
  offered_at timestamptz NOT NULL,
  declined_at timestamptz,
  PRIMARY KEY (org_id, template_id, day, member_number),
  FOREIGN KEY (org_id, template_id, day) REFERENCES shifts.occurrence (org_id, template_id, day)
    ON DELETE CASCADE,
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number)
);
CREATE INDEX offer_member ON shifts.offer (org_id, member_number, offered_at);

-- Nobody is asked for a shift who has so many in the four weeks that end with it; 0: no limit.
ALTER TABLE shifts.setting ADD COLUMN ask_limit smallint NOT NULL DEFAULT 4
  CHECK (ask_limit BETWEEN 0 AND 28);

GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.offer TO shifts_rw;
