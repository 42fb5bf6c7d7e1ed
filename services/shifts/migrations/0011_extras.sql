-- Shifts that modules make for things of theirs. Each is a template without seats, which repeats never and is not shown,
-- and one shift, marked as edited: nothing overwrites it. source: the id of the thing, given by the module.
CREATE TABLE shifts.extra (
  org_id uuid NOT NULL,
  template_id uuid NOT NULL,
  day date NOT NULL,
  module text NOT NULL,
  source uuid NOT NULL,
  PRIMARY KEY (org_id, template_id),
  UNIQUE (org_id, module, source),
  FOREIGN KEY (org_id, template_id, day) REFERENCES shifts.occurrence (org_id, template_id, day)
);

GRANT SELECT, INSERT ON shifts.extra TO shifts_rw;
