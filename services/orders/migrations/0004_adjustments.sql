-- Takes no more orders although its hour has not come: it is being closed, and what its baskets cost
-- is being asked.
ALTER TABLE orders.cycle ADD stopped boolean NOT NULL DEFAULT false;

-- Money that adjustments of prices fill and use, by module: its postings summed. Never below 0.
CREATE TABLE orders.fund (
  org_id uuid NOT NULL,
  id text NOT NULL,
  balance_cents bigint NOT NULL CHECK (balance_cents >= 0),
  PRIMARY KEY (org_id, id)
);

-- Why a member pays more or less than the price shown for what she got, with the module that said so
-- and its version. cents is what of asked_cents the fund reached for. parameters: name=value, one a line.
CREATE TABLE orders.adjustment (
  org_id uuid NOT NULL,
  cycle_id uuid NOT NULL,
  member_number text NOT NULL,
  code text NOT NULL,
  n int NOT NULL,
  cents bigint NOT NULL,
  asked_cents bigint NOT NULL,
  reason text NOT NULL,
  parameters text NOT NULL,
  fund text NOT NULL,
  module text NOT NULL,
  module_version text NOT NULL,
  PRIMARY KEY (org_id, cycle_id, member_number, code, n),
  FOREIGN KEY (org_id, cycle_id, member_number, code)
    REFERENCES orders.allotment (org_id, cycle_id, member_number, code),
  CHECK (cents BETWEEN asked_cents AND 0 OR (cents = asked_cents AND cents > 0))
);
CREATE INDEX adjustment_fund ON orders.adjustment (org_id, fund, cycle_id) INCLUDE (cents, asked_cents);

GRANT SELECT, INSERT, UPDATE ON orders.fund TO orders_rw;
GRANT SELECT, INSERT ON orders.adjustment TO orders_rw;
