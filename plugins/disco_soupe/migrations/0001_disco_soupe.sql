-- "One disco soupe at a place at a time" is a constraint over a uuid and a range, which needs btree_gist. The extension is
-- made by the login that migrates: the owner of this schema may make none.
RESET ROLE;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
SET LOCAL ROLE disco_soupe_owner;

-- How the association cooks (halle.disco_soupe.v1.CookingSettings). Skills are those of membership, by id.
CREATE TABLE disco_soupe.setting (
  org_id uuid NOT NULL,
  setup_minutes int NOT NULL CHECK (setup_minutes BETWEEN 0 AND 480),
  cooking_minutes int NOT NULL CHECK (cooking_minutes BETWEEN 30 AND 720),
  meal_minutes int NOT NULL CHECK (meal_minutes BETWEEN 0 AND 480),
  grams_per_helper_hour int NOT NULL CHECK (grams_per_helper_hour BETWEEN 100 AND 100000),
  portion_grams int NOT NULL CHECK (portion_grams BETWEEN 50 AND 5000),
  most_helpers int NOT NULL CHECK (most_helpers BETWEEN 1 AND 30),
  hygiene_members int NOT NULL CHECK (hygiene_members BETWEEN 0 AND 10),
  cooking_members int NOT NULL CHECK (cooking_members BETWEEN 0 AND 10),
  hygiene_skill uuid,
  cooking_skill uuid,
  opens time NOT NULL,
  closes time NOT NULL CHECK (closes > opens),
  PRIMARY KEY (org_id)
);

-- Places to cook in, with the zone of premises that each is, if it is one. Drafts copy what they need of it.
CREATE TABLE disco_soupe.place (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  position int NOT NULL,
  name text NOT NULL,
  zone_id uuid,
  persons int NOT NULL CHECK (persons BETWEEN 1 AND 1000),
  PRIMARY KEY (org_id, id)
);

-- The page of a grower, by the hash of its secret; NULL: closed. Lots show its name, which is emptied once the page is
-- closed and they are over.
CREATE TABLE disco_soupe.link (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  key_hash bytea,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX link_key ON disco_soupe.link (org_id, key_hash) WHERE key_hash IS NOT NULL;

-- Surplus. used_grams: of the drafts that are not undone, without what was left of them; changed with them in one
-- statement, and never more than there is, whatever the code decides.
CREATE TABLE disco_soupe.lot (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  product text NOT NULL,
  grams bigint NOT NULL CHECK (grams BETWEEN 1 AND 5000000),
  used_grams bigint NOT NULL DEFAULT 0,
  last_day date NOT NULL,
  link_id uuid,
  told_at timestamptz NOT NULL,
  withdrawn_at timestamptz,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, link_id) REFERENCES disco_soupe.link (org_id, id),
  CONSTRAINT no_more_than_told CHECK (used_grams BETWEEN 0 AND grams),
  CONSTRAINT withdrawn_unused CHECK (withdrawn_at IS NULL OR used_grams = 0)
);
CREATE INDEX lot_open ON disco_soupe.lot (org_id, last_day) WHERE withdrawn_at IS NULL;
CREATE INDEX lot_link ON disco_soupe.lot (org_id, link_id);

-- A disco soupe, with what was set when it was made. cooked_grams and so on: what became of its surplus, once recorded.
CREATE TABLE disco_soupe.draft (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  place_id uuid NOT NULL,
  place_name text NOT NULL,
  zone_id uuid,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  grams bigint NOT NULL CHECK (grams > 0),
  helpers int NOT NULL CHECK (helpers BETWEEN 1 AND 30),
  persons int NOT NULL CHECK (persons > helpers),
  hygiene_members int NOT NULL,
  cooking_members int NOT NULL,
  hygiene_skill uuid,
  cooking_skill uuid,
  made_at timestamptz NOT NULL,
  undone_at timestamptz,
  reason text NOT NULL DEFAULT '', -- why it was undone, for those who take part
  recorded_at timestamptz,
  cooked_grams bigint NOT NULL DEFAULT 0 CHECK (cooked_grams >= 0),
  given_grams bigint NOT NULL DEFAULT 0 CHECK (given_grams >= 0),
  composted_grams bigint NOT NULL DEFAULT 0 CHECK (composted_grams >= 0),
  PRIMARY KEY (org_id, id),
  CHECK (undone_at IS NULL OR recorded_at IS NULL),
  CHECK (recorded_at IS NOT NULL OR cooked_grams + given_grams + composted_grams = 0),
  CONSTRAINT no_more_than_used CHECK (cooked_grams + given_grams + composted_grams <= grams),
  CONSTRAINT one_at_a_time EXCLUDE USING gist
    (org_id WITH =, place_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (undone_at IS NULL)
);
CREATE INDEX draft_starts ON disco_soupe.draft (org_id, starts_at);

-- What a draft uses of a lot; stays if the draft is undone, and counts no longer then. left_grams: surplus again, since
-- less was recorded.
CREATE TABLE disco_soupe.lot_use (
  org_id uuid NOT NULL,
  draft_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  grams bigint NOT NULL CHECK (grams > 0),
  left_grams bigint NOT NULL DEFAULT 0 CHECK (left_grams BETWEEN 0 AND grams),
  PRIMARY KEY (org_id, draft_id, lot_id),
  FOREIGN KEY (org_id, draft_id) REFERENCES disco_soupe.draft (org_id, id),
  FOREIGN KEY (org_id, lot_id) REFERENCES disco_soupe.lot (org_id, id)
);
CREATE INDEX lot_use_lot ON disco_soupe.lot_use (org_id, lot_id);

-- What another module answers for: halle.disco_soupe.v1.PartKind and PartState. reason: why it failed, was skipped or waits.
-- thing: the session of the part, as its module calls it.
CREATE TABLE disco_soupe.part (
  org_id uuid NOT NULL,
  draft_id uuid NOT NULL,
  kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 7),
  reason text NOT NULL,
  thing text NOT NULL DEFAULT '',
  PRIMARY KEY (org_id, draft_id, kind),
  FOREIGN KEY (org_id, draft_id) REFERENCES disco_soupe.draft (org_id, id)
);
CREATE INDEX part_thing ON disco_soupe.part (org_id, thing) WHERE thing <> '';
CREATE INDEX part_open ON disco_soupe.part (org_id, draft_id) WHERE state IN (1, 2, 6);

-- Pages that were closed since a dump was made must not open again with it, so all are closed. In all associations: the
-- owner lifts its own wall for the moment.
CREATE FUNCTION disco_soupe.halle_restored() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  ALTER TABLE disco_soupe.link NO FORCE ROW LEVEL SECURITY;
  UPDATE disco_soupe.link SET key_hash = NULL WHERE key_hash IS NOT NULL;
  ALTER TABLE disco_soupe.link FORCE ROW LEVEL SECURITY;
END $$;
REVOKE EXECUTE ON FUNCTION disco_soupe.halle_restored() FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE ON disco_soupe.setting, disco_soupe.link, disco_soupe.lot, disco_soupe.draft,
  disco_soupe.part TO disco_soupe_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON disco_soupe.place TO disco_soupe_rw;
GRANT SELECT, INSERT, UPDATE ON disco_soupe.lot_use TO disco_soupe_rw;
