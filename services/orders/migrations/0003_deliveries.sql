-- A producer's part in a closed cycle and the link by which she reads it. A new link takes the place of
-- the one before; that she has seen her sheet stays.
CREATE TABLE orders.delivery (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  producer text NOT NULL,
  token_hash bytea NOT NULL,
  issued_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  seen_at timestamptz,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, cycle_id, producer),
  UNIQUE (org_id, token_hash),
  FOREIGN KEY (org_id, cycle_id) REFERENCES orders.cycle (org_id, id)
);

-- What a producer said she will lack; only grows, the last word counts. 0: nothing any more.
CREATE TABLE orders.shortage (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  code text NOT NULL,
  version int NOT NULL,
  at timestamptz NOT NULL,
  missing bigint NOT NULL CHECK (missing >= 0),
  PRIMARY KEY (org_id, cycle_id, code, version),
  FOREIGN KEY (org_id, cycle_id, code) REFERENCES orders.supply (org_id, cycle_id, code)
);

GRANT SELECT, INSERT, UPDATE ON orders.delivery TO orders_rw;
GRANT SELECT, INSERT ON orders.shortage TO orders_rw;
