-- What a membership costs from a day on. rule: 1 a year from any day, 2 until 31 December. brackets: an array of
-- name and cents.
CREATE TABLE membership.grid (
  org_id uuid NOT NULL,
  from_day date NOT NULL,
  rule smallint NOT NULL CHECK (rule IN (1, 2)),
  target_cents bigint NOT NULL CHECK (target_cents >= 0),
  brackets jsonb NOT NULL,
  set_at timestamptz NOT NULL,
  set_by text NOT NULL,
  PRIMARY KEY (org_id, from_day)
);

-- Memberships, both days included; of a member none overlaps another. means: 1 cash, 2 cheque, 3 transfer, 4 card.
-- target_cents: of the grid then; what cents are above went into the pot.
CREATE TABLE membership.period (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  first_day date NOT NULL,
  last_day date NOT NULL CHECK (last_day >= first_day),
  bracket text NOT NULL,
  cents bigint NOT NULL CHECK (cents >= 0),
  target_cents bigint NOT NULL CHECK (target_cents >= 0),
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  paid_on date,
  means smallint CHECK (means BETWEEN 1 AND 4),
  taken_by text,
  receipt int,
  cancelled_on date,
  cancelled_by text,
  reason text NOT NULL DEFAULT '',
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, receipt),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id),
  CHECK ((paid_on IS NULL) = (means IS NULL) AND (paid_on IS NULL) = (taken_by IS NULL)
         AND (paid_on IS NULL) = (receipt IS NULL) AND (cancelled_on IS NULL) = (cancelled_by IS NULL))
);
CREATE UNIQUE INDEX period_member ON membership.period (org_id, member_id, last_day) WHERE cancelled_on IS NULL;

-- What members paid above the cost of their memberships, less what others paid below it.
CREATE TABLE membership.pot (
  org_id uuid NOT NULL,
  cents bigint NOT NULL CHECK (cents >= 0),
  receipts int NOT NULL,
  PRIMARY KEY (org_id)
);

CREATE TABLE membership.setting (
  org_id uuid NOT NULL,
  suspend_after_days smallint CHECK (suspend_after_days BETWEEN 0 AND 366),
  suspend_when_late boolean NOT NULL,
  PRIMARY KEY (org_id)
);

-- What stands against a member of its own accord: 1 her membership ended too long ago, 2 she owes time. waived:
-- somebody restored her all the same.
CREATE TABLE membership.hold (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  cause smallint NOT NULL CHECK (cause IN (1, 2)),
  waived boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, member_id, cause),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id)
);

-- The last reminder of the membership that ends that day.
CREATE TABLE membership.reminder (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  last_day date NOT NULL,
  kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 4),
  PRIMARY KEY (org_id, member_id, last_day),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id)
);

GRANT SELECT, INSERT, UPDATE ON membership.grid, membership.period, membership.pot, membership.setting,
  membership.reminder TO membership_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON membership.hold TO membership_rw;
