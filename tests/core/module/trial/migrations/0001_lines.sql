CREATE TABLE trial.line (
  org_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  text text NOT NULL,
  PRIMARY KEY (org_id, id)
);
GRANT SELECT, INSERT ON trial.line TO trial_rw;
