-- What orders keeps of members, fed by events of membership.
CREATE TABLE orders.member (
  org_id uuid NOT NULL,
  number text NOT NULL,
  member_id uuid NOT NULL,
  standing smallint NOT NULL,
  PRIMARY KEY (org_id, number)
);

CREATE TABLE orders.cycle (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  state smallint NOT NULL CHECK (state IN (1, 2)),
  closes_at timestamptz NOT NULL,
  pickup date NOT NULL,
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (org_id, id),
  CHECK ((state = 2) = (closed_at IS NOT NULL))
);
CREATE INDEX cycle_due ON orders.cycle (org_id, closes_at) WHERE state = 1;

-- A product as it was when the cycle opened, known by its code there. For stock: offered = available + what lines hold.
CREATE TABLE orders.offer (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  product_id uuid NOT NULL,
  code text NOT NULL,
  version int NOT NULL,
  name text NOT NULL,
  producer text NOT NULL,
  unit smallint NOT NULL CHECK (unit BETWEEN 1 AND 3),
  price_cents bigint NOT NULL CHECK (price_cents >= 0),
  cost_excl_vat bigint,
  vat_rate bigint NOT NULL,
  case_size bigint NOT NULL CHECK (case_size >= 0),
  minimum bigint NOT NULL CHECK (minimum >= 0),
  offered bigint,
  available bigint,
  PRIMARY KEY (org_id, cycle_id, code),
  FOREIGN KEY (org_id, cycle_id) REFERENCES orders.cycle (org_id, id),
  CHECK (available BETWEEN 0 AND offered),
  CHECK ((offered IS NULL) = (available IS NULL)),
  CHECK (offered IS NULL OR (case_size = 0 AND minimum = 0))
);

CREATE TABLE orders.member_order (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  member_number text NOT NULL,
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
  PRIMARY KEY (org_id, cycle_id, member_number),
  FOREIGN KEY (org_id, cycle_id) REFERENCES orders.cycle (org_id, id),
  FOREIGN KEY (org_id, member_number) REFERENCES orders.member (org_id, number)
) WITH (fillfactor = 70);

-- A line as it is now. held is what it keeps of a stock offer; hold_until is set while the order
-- is not confirmed.
CREATE TABLE orders.line (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  member_number text NOT NULL,
  code text NOT NULL,
  firm bigint NOT NULL CHECK (firm >= 0),
  tolerance bigint NOT NULL CHECK (tolerance >= 0),
  held bigint NOT NULL CHECK (held >= 0 AND held <= firm),
  hold_until timestamptz,
  version int NOT NULL,
  PRIMARY KEY (org_id, cycle_id, member_number, code),
  FOREIGN KEY (org_id, cycle_id, member_number)
    REFERENCES orders.member_order (org_id, cycle_id, member_number),
  FOREIGN KEY (org_id, cycle_id, code) REFERENCES orders.offer (org_id, cycle_id, code)
) WITH (fillfactor = 80);
CREATE INDEX line_hold ON orders.line (org_id, hold_until)
  WHERE hold_until IS NOT NULL;

-- Every change of a line, absolute quantities; only grows. The dated sub-ledger that decides who
-- comes first is folded from it.
CREATE TABLE orders.line_change (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  code text NOT NULL,
  member_number text NOT NULL,
  version int NOT NULL,
  at timestamptz NOT NULL,
  firm bigint NOT NULL,
  tolerance bigint NOT NULL,
  PRIMARY KEY (org_id, cycle_id, code, member_number, version)
);

-- The frozen sheets of a closed cycle.
CREATE TABLE orders.supply (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  code text NOT NULL,
  firm bigint NOT NULL,
  tolerance bigint NOT NULL,
  cases bigint NOT NULL,
  quantity bigint NOT NULL,
  total_cents bigint NOT NULL,
  PRIMARY KEY (org_id, cycle_id, code),
  FOREIGN KEY (org_id, cycle_id, code) REFERENCES orders.offer (org_id, cycle_id, code)
);

CREATE TABLE orders.allotment (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  member_number text NOT NULL,
  code text NOT NULL,
  firm bigint NOT NULL,
  tolerance bigint NOT NULL,
  allotted bigint NOT NULL CHECK (allotted BETWEEN 0 AND firm + tolerance),
  total_cents bigint NOT NULL,
  PRIMARY KEY (org_id, cycle_id, member_number, code),
  FOREIGN KEY (org_id, cycle_id, code) REFERENCES orders.supply (org_id, cycle_id, code)
);

-- Money: append-only, double entry. An entry has one cause and happens once.
CREATE TABLE orders.entry (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  cause text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, cause)
);

CREATE TABLE orders.posting (
  org_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  account text NOT NULL,
  amount_cents bigint NOT NULL,
  PRIMARY KEY (org_id, entry_id, account),
  FOREIGN KEY (org_id, entry_id) REFERENCES orders.entry (org_id, id)
);
CREATE INDEX posting_account ON orders.posting (org_id, account) INCLUDE (amount_cents);

-- All postings of an entry come in one statement and sum to nothing.
CREATE FUNCTION orders.postings_balance() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM fresh GROUP BY entry_id HAVING sum(amount_cents) <> 0) THEN
    RAISE EXCEPTION 'orders.postings_unbalanced' USING ERRCODE = 'HL100';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER postings_balance AFTER INSERT ON orders.posting REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION orders.postings_balance();

-- A cycle brings thousands of offers at once: without fresh statistics every statement would be
-- planned for a handful until autovacuum comes round.
CREATE FUNCTION orders.count_offers() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  ANALYZE orders.offer;
END $$;
REVOKE EXECUTE ON FUNCTION orders.count_offers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders.count_offers() TO orders_rw;

GRANT SELECT, INSERT, UPDATE ON orders.member, orders.cycle, orders.offer, orders.member_order,
  orders.line TO orders_rw;
GRANT SELECT, INSERT ON orders.line_change, orders.supply, orders.allotment, orders.entry,
  orders.posting TO orders_rw;
