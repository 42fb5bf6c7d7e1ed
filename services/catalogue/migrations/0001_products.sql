CREATE TABLE catalogue.producer (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, name_key)
);

-- version is the number of the newest version.
CREATE TABLE catalogue.product (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL,
  version int NOT NULL CHECK (version > 0),
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, code)
);

-- Only grows. Quantities are thousandths of the unit (1 piece, 2 kilogram, 3 litre), net_quantity of
-- net_unit; cost in ten-thousandths of a euro; months: bit 0 is January, 0 all year.
CREATE TABLE catalogue.product_version (
  org_id uuid NOT NULL,
  product_id uuid NOT NULL,
  version int NOT NULL,
  valid_from timestamptz NOT NULL,
  name text NOT NULL,
  producer_id uuid NOT NULL,
  unit smallint NOT NULL CHECK (unit BETWEEN 1 AND 3),
  net_quantity bigint NOT NULL CHECK (net_quantity >= 0),
  net_unit smallint NOT NULL CHECK (net_unit IN (0, 2, 3)),
  price_cents bigint NOT NULL CHECK (price_cents > 0),
  cost_excl_vat bigint CHECK (cost_excl_vat >= 0),
  vat_class text NOT NULL CHECK (vat_class IN ('zero', 'super_reduced', 'reduced', 'intermediate', 'standard')),
  case_size bigint NOT NULL CHECK (case_size >= 0),
  minimum bigint NOT NULL CHECK (minimum >= 0),
  available bigint CHECK (available >= 0),
  labels text[] NOT NULL,
  origin text NOT NULL,
  months int NOT NULL CHECK (months BETWEEN 0 AND 4095),
  PRIMARY KEY (org_id, product_id, version),
  FOREIGN KEY (org_id, product_id) REFERENCES catalogue.product (org_id, id),
  FOREIGN KEY (org_id, producer_id) REFERENCES catalogue.producer (org_id, id),
  CHECK ((net_quantity = 0) = (net_unit = 0)),
  CHECK (available IS NULL OR (case_size = 0 AND minimum = 0))
);

GRANT SELECT, INSERT ON catalogue.producer, catalogue.product_version TO catalogue_rw;
GRANT SELECT, INSERT, UPDATE ON catalogue.product TO catalogue_rw;
