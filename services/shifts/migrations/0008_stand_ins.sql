-- stand_in_since: its holder looks for somebody who takes the seat, and has it until then. freed 4: somebody took it over.
ALTER TABLE shifts.booking ADD COLUMN stand_in_since timestamptz,
  DROP CONSTRAINT booking_freed_check,
  ADD CONSTRAINT booking_freed_check CHECK (freed BETWEEN 1 AND 4);

-- The shifts whose seat the holder of a booking takes for hers.
CREATE TABLE shifts.wish (
  org_id uuid NOT NULL,
  booking_id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (org_id, booking_id, template_id, day),
  FOREIGN KEY (org_id, booking_id) REFERENCES shifts.booking (org_id, id) ON DELETE CASCADE,
  FOREIGN KEY (org_id, template_id, day) REFERENCES shifts.occurrence (org_id, template_id, day)
    ON DELETE CASCADE
);
CREATE INDEX wish_shift ON shifts.wish (org_id, template_id, day);

GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.wish TO shifts_rw;
