-- "One zone, one time, one booking" is a constraint over a uuid and a range, which needs btree_gist. The extension is
-- made by the login that migrates: the owner of this schema may make none.
RESET ROLE;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
SET LOCAL ROLE premises_owner;

-- A zone is a whole made of parts, or has none. A closed one is kept for its past bookings.
CREATE TABLE premises.zone (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  whole_id uuid,
  made_at timestamptz NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, whole_id) REFERENCES premises.zone (org_id, id),
  CHECK (whole_id <> id)
);

-- Rules of a zone and of its parts without rules of their own; 0: see halle.premises.v1.Rules.
CREATE TABLE premises.rule (
  org_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  lead_hours int NOT NULL,
  horizon_days int NOT NULL,
  shortest_minutes int NOT NULL,
  longest_minutes int NOT NULL,
  setup_minutes int NOT NULL,
  clearing_minutes int NOT NULL,
  share_minutes bigint NOT NULL,
  answer_hours int NOT NULL,
  PRIMARY KEY (org_id, zone_id),
  FOREIGN KEY (org_id, zone_id) REFERENCES premises.zone (org_id, id)
);

-- Hours of a weekday (1 Monday to 7 Sunday), local: opening hours (acting_org NULL), or those that acting_org may book
-- before the others, which may do so from `days` before they begin.
CREATE TABLE premises.hours (
  org_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  place int NOT NULL,
  weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens time NOT NULL,
  closes time NOT NULL CHECK (closes > opens),
  acting_org uuid,
  days int NOT NULL DEFAULT 0 CHECK (days BETWEEN 0 AND 366),
  PRIMARY KEY (org_id, zone_id, place),
  FOREIGN KEY (org_id, zone_id) REFERENCES premises.rule (org_id, zone_id) ON DELETE CASCADE
);

-- module, thing: the module that holds the zone, and for what of its own.
CREATE TABLE premises.booking (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  zone_id uuid NOT NULL,
  acting_org uuid NOT NULL,
  title text NOT NULL,
  module text,
  thing text,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  held_from timestamptz NOT NULL CHECK (held_from <= starts_at),
  held_until timestamptz NOT NULL CHECK (held_until >= ends_at),
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 5),
  answer_until timestamptz,
  changed_at timestamptz NOT NULL,
  sequence int NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, zone_id) REFERENCES premises.zone (org_id, id),
  CHECK ((answer_until IS NOT NULL) = (state = 1)),
  CHECK ((module IS NULL) = (thing IS NULL))
);
CREATE INDEX booking_starts ON premises.booking (org_id, starts_at);
CREATE INDEX booking_zone ON premises.booking (org_id, zone_id, held_until);
CREATE INDEX booking_waiting ON premises.booking (org_id, answer_until) WHERE state = 1;
CREATE UNIQUE INDEX booking_thing ON premises.booking (org_id, module, thing) WHERE state IN (1, 2);

-- What a booking that is asked for or booked holds: its zone's parts that have no parts themselves.
CREATE TABLE premises.occupation (
  org_id uuid NOT NULL,
  booking_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  held_from timestamptz NOT NULL,
  held_until timestamptz NOT NULL CHECK (held_until > held_from),
  PRIMARY KEY (org_id, booking_id, zone_id),
  FOREIGN KEY (org_id, booking_id) REFERENCES premises.booking (org_id, id),
  FOREIGN KEY (org_id, zone_id) REFERENCES premises.zone (org_id, id),
  CONSTRAINT one_booking_at_a_time EXCLUDE USING gist
    (org_id WITH =, zone_id WITH =, tstzrange(held_from, held_until) WITH &&)
);
CREATE INDEX occupation_held ON premises.occupation (org_id, zone_id, held_from);

-- Minutes that a partner has booked in a calendar year under the rules of a zone that limit them: the sum of its
-- charges.
CREATE TABLE premises.share (
  org_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  acting_org uuid NOT NULL,
  year int NOT NULL,
  minutes bigint NOT NULL CHECK (minutes >= 0),
  PRIMARY KEY (org_id, zone_id, acting_org, year),
  FOREIGN KEY (org_id, zone_id) REFERENCES premises.zone (org_id, id)
);
CREATE TABLE premises.charge (
  org_id uuid NOT NULL,
  booking_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  acting_org uuid NOT NULL,
  year int NOT NULL,
  minutes bigint NOT NULL CHECK (minutes > 0),
  PRIMARY KEY (org_id, booking_id, zone_id),
  FOREIGN KEY (org_id, booking_id) REFERENCES premises.booking (org_id, id),
  FOREIGN KEY (org_id, zone_id, acting_org, year) REFERENCES premises.share (org_id, zone_id, acting_org, year)
);

-- Addresses of calendars, by the hash of their secret. maker: the account with whose rights it ends; NULL: made by the
-- operator, says no purposes.
CREATE TABLE premises.feed (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  zone_id uuid NOT NULL,
  acting_org uuid NOT NULL,
  maker uuid,
  key_hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, key_hash),
  FOREIGN KEY (org_id, zone_id) REFERENCES premises.zone (org_id, id)
);

GRANT SELECT, INSERT, UPDATE ON premises.zone, premises.booking, premises.share TO premises_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON premises.rule, premises.hours, premises.occupation, premises.charge
  TO premises_rw;
GRANT SELECT, INSERT, DELETE ON premises.feed TO premises_rw;
