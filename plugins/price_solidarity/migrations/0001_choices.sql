-- What a member pays if it is not the price shown: 1 more, 2 the solidarity price.
CREATE TABLE price_solidarity.choice (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  bracket smallint NOT NULL CHECK (bracket IN (1, 2)),
  PRIMARY KEY (org_id, member_number)
);

-- Thousandths of the price shown, since when; only grows.
CREATE TABLE price_solidarity.coefficient (
  org_id uuid NOT NULL,
  since timestamptz NOT NULL,
  more int NOT NULL CHECK (more BETWEEN 1000 AND 1500),
  solidarity int NOT NULL CHECK (solidarity BETWEEN 500 AND 1000),
  PRIMARY KEY (org_id, since)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON price_solidarity.choice TO price_solidarity_rw;
GRANT SELECT, INSERT, UPDATE ON price_solidarity.coefficient TO price_solidarity_rw;
