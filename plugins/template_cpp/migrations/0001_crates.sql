-- The organisation leads every key: Halle puts the wall between associations around it.
CREATE TABLE template_cpp.crate (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  crates int NOT NULL CHECK (crates BETWEEN 1 AND 99),
  since timestamptz NOT NULL,
  PRIMARY KEY (org_id, member_number)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON template_cpp.crate TO template_cpp_rw;
