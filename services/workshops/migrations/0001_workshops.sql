-- What workshops keeps of members, fed by events of membership.
CREATE TABLE workshops.member (
  org_id uuid NOT NULL,
  number text NOT NULL,
  member_id uuid NOT NULL,
  standing smallint NOT NULL CHECK (standing BETWEEN 1 AND 3),
  PRIMARY KEY (org_id, number)
);

CREATE TABLE workshops.setting (
  org_id uuid NOT NULL,
  offer_minutes int NOT NULL CHECK (offer_minutes BETWEEN 10 AND 10080),
  last_offer_minutes int NOT NULL CHECK (last_offer_minutes BETWEEN 0 AND 10080),
  smaller_may_pass boolean NOT NULL,
  public_page boolean NOT NULL,
  free_until_minutes int NOT NULL CHECK (free_until_minutes BETWEEN 0 AND 10080),
  late_percent int NOT NULL CHECK (late_percent BETWEEN 0 AND 100),
  PRIMARY KEY (org_id)
);

CREATE TABLE workshops.workshop (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  theme text NOT NULL,
  about text NOT NULL,
  for_whom text NOT NULL,
  languages text NOT NULL,
  bring text NOT NULL,
  PRIMARY KEY (org_id, id)
);

-- taken: places of registrations that are registered or offered; changed with them under a lock of this row. moved_at: when
-- day, hours or place were changed last. zone_name: as it was when the session took the zone. helpers_planned: shifts has
-- their seats.
CREATE TABLE workshops.session (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  workshop_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  place text NOT NULL,
  led_by text NOT NULL,
  capacity int NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
  minimum int NOT NULL CHECK (minimum BETWEEN 0 AND capacity),
  opens_at timestamptz,
  closes_at timestamptz CHECK (closes_at <= starts_at),
  audience smallint NOT NULL CHECK (audience IN (1, 2)),
  price_kind smallint NOT NULL CHECK (price_kind BETWEEN 0 AND 3),
  price_cents bigint NOT NULL CHECK (price_cents >= 0),
  reduced_cents bigint NOT NULL CHECK (reduced_cents >= 0),
  visitor_cents bigint NOT NULL CHECK (visitor_cents >= 0),
  floor_cents bigint NOT NULL CHECK (floor_cents BETWEEN 0 AND price_cents),
  due_at smallint NOT NULL CHECK (due_at IN (0, 1)),
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
  published_at timestamptz,
  reason text NOT NULL DEFAULT '',
  taken int NOT NULL DEFAULT 0,
  changed_at timestamptz NOT NULL,
  moved_at timestamptz,
  sequence int NOT NULL DEFAULT 0,
  zone_id uuid,
  zone_name text NOT NULL,
  helpers int NOT NULL CHECK (helpers BETWEEN 0 AND 30),
  helpers_task text NOT NULL,
  helpers_skills uuid[] NOT NULL,
  helpers_planned boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, workshop_id) REFERENCES workshops.workshop (org_id, id),
  CHECK (state <> 2 OR published_at IS NOT NULL),
  CONSTRAINT places CHECK (taken BETWEEN 0 AND capacity)
);
CREATE INDEX session_starts ON workshops.session (org_id, starts_at);

-- What premises holds for sessions, as its events say, or the reply when a session took its zone. The session may not
-- exist, or want something else: then the job `free_zones` frees it. booked: not only asked for.
CREATE TABLE workshops.zone_hold (
  org_id uuid NOT NULL,
  session_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  booked boolean NOT NULL,
  noted_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, session_id)
);
CREATE INDEX zone_hold_end ON workshops.zone_hold (org_id, ends_at);

CREATE TABLE workshops.leader (
  org_id uuid NOT NULL,
  session_id uuid NOT NULL,
  member_number text NOT NULL,
  PRIMARY KEY (org_id, session_id, member_number),
  FOREIGN KEY (org_id, session_id) REFERENCES workshops.session (org_id, id),
  FOREIGN KEY (org_id, member_number) REFERENCES workshops.member (org_id, number)
);
CREATE INDEX leader_member ON workshops.leader (org_id, member_number);

-- A person without an account. key_hash: of the secret of the link to the own registration. links, link_at: how many
-- letters with the link were asked for, and when the last one was. forgotten_at: when all of it was cleared.
CREATE TABLE workshops.visitor (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  telephone text NOT NULL,
  post_code text NOT NULL,
  key_hash bytea,
  links smallint NOT NULL DEFAULT 0,
  link_at timestamptz,
  made_at timestamptz NOT NULL,
  forgotten_at timestamptz,
  PRIMARY KEY (org_id, id),
  CHECK (forgotten_at IS NULL OR (name = '' AND email = '' AND telephone = '' AND post_code = '' AND key_hash IS NULL))
);
CREATE UNIQUE INDEX visitor_key ON workshops.visitor (org_id, key_hash) WHERE key_hash IS NOT NULL;
CREATE INDEX visitor_email ON workshops.visitor (org_id, lower(email)) WHERE email <> '';
CREATE INDEX visitor_telephone ON workshops.visitor (org_id, telephone) WHERE telephone <> '';
CREATE INDEX visitor_known ON workshops.visitor (org_id, made_at) WHERE forgotten_at IS NULL;

-- A form that was sent from a network address, for its limit; deleted after an hour.
CREATE TABLE workshops.form (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  address_hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX form_address ON workshops.form (org_id, address_hash, made_at);

-- state: halle.workshops.v1.RegistrationState. ended: why it is cancelled (store/names.hpp). A member has one
-- registration at a session that is not cancelled. price_cents, due_at: as the session had them when it was made.
-- returning_person: of a visitor who came before, under a name that is forgotten.
CREATE TABLE workshops.registration (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  member_number text,
  visitor_id uuid,
  persons int NOT NULL CHECK (persons BETWEEN 1 AND 20),
  priority smallint NOT NULL CHECK (priority BETWEEN -9 AND 9),
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 5),
  until timestamptz,
  ended smallint,
  registered_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  presence smallint NOT NULL DEFAULT 0 CHECK (presence BETWEEN 0 AND 2),
  price_cents bigint NOT NULL CHECK (price_cents >= 0),
  owed_cents bigint NOT NULL DEFAULT 0 CHECK (owed_cents BETWEEN 0 AND price_cents),
  due_at smallint NOT NULL CHECK (due_at IN (0, 1)),
  reminded_of timestamptz,
  returning_person boolean NOT NULL DEFAULT false,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, session_id) REFERENCES workshops.session (org_id, id),
  FOREIGN KEY (org_id, member_number) REFERENCES workshops.member (org_id, number),
  FOREIGN KEY (org_id, visitor_id) REFERENCES workshops.visitor (org_id, id),
  CHECK ((member_number IS NULL) <> (visitor_id IS NULL)),
  CHECK ((until IS NOT NULL) = (state = 3)),
  CHECK ((ended IS NOT NULL) = (state = 4)),
  CHECK (state <> 5 OR visitor_id IS NOT NULL),
  CHECK (presence = 0 OR state = 1)
);
CREATE UNIQUE INDEX registration_member ON workshops.registration (org_id, session_id, member_number) WHERE state <> 4;
CREATE INDEX registration_session ON workshops.registration (org_id, session_id);
CREATE INDEX registration_list ON workshops.registration (org_id, session_id) WHERE state IN (2, 3);
CREATE INDEX registration_offer ON workshops.registration (org_id, until) WHERE state = 3;
CREATE INDEX registration_of ON workshops.registration (org_id, member_number, session_id);
CREATE INDEX registration_visitor ON workshops.registration (org_id, visitor_id);

-- Persons who came to a session from one post code, of visitors who are forgotten: counts only.
CREATE TABLE workshops.town (
  org_id uuid NOT NULL,
  session_id uuid NOT NULL,
  post_code text NOT NULL,
  persons int NOT NULL CHECK (persons > 0),
  PRIMARY KEY (org_id, session_id, post_code),
  FOREIGN KEY (org_id, session_id) REFERENCES workshops.session (org_id, id)
);

-- What is owed and what was paid, as it is posted to orders: a due (means NULL) is the change of what is owed, a payment
-- what was paid on the spot, negative if it was paid back (means: halle.membership.v1.Means). Rows stay. posted_at: when
-- orders had it; NULL also for an association that does not use orders.
CREATE TABLE workshops.due (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  registration_id uuid NOT NULL,
  cents bigint NOT NULL CHECK (cents <> 0),
  means smallint CHECK (means BETWEEN 1 AND 4),
  made_at timestamptz NOT NULL,
  posted_at timestamptz,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, registration_id) REFERENCES workshops.registration (org_id, id)
);
CREATE INDEX due_registration ON workshops.due (org_id, registration_id);
CREATE INDEX due_unposted ON workshops.due (org_id, made_at, id) WHERE posted_at IS NULL;

-- Marks of attendance, by the client's id; of several of one registration the latest (at, id) counts.
CREATE TABLE workshops.mark (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  registration_id uuid NOT NULL,
  presence smallint NOT NULL CHECK (presence BETWEEN 0 AND 2),
  at timestamptz NOT NULL,
  marked_by text NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, registration_id) REFERENCES workshops.registration (org_id, id)
);
CREATE INDEX mark_registration ON workshops.mark (org_id, registration_id, at DESC, id DESC);

-- The address at which other programs read a member's sessions, by the hash of its secret.
CREATE TABLE workshops.calendar (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  key_hash bytea NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, member_number),
  UNIQUE (org_id, key_hash),
  FOREIGN KEY (org_id, member_number) REFERENCES workshops.member (org_id, number)
);

GRANT SELECT, INSERT, UPDATE ON workshops.member, workshops.setting, workshops.workshop, workshops.session,
  workshops.town, workshops.due TO workshops_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON workshops.zone_hold, workshops.leader, workshops.visitor, workshops.form,
  workshops.registration, workshops.mark, workshops.calendar TO workshops_rw;
