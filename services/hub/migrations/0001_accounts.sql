-- Global tables: the only ones without org_id, for role hub_rw alone.
CREATE TABLE hub.organisation (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  time_zone text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE hub.account (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);

CREATE TABLE hub.credential (
  account_id uuid PRIMARY KEY REFERENCES hub.account,
  hash text NOT NULL,
  changed_at timestamptz NOT NULL
);

CREATE TABLE hub.session (
  token_hash bytea PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES hub.account,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE hub.role_grant (
  org_id uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES hub.account,
  role text NOT NULL CHECK (role IN ('member', 'volunteer', 'coordinator', 'treasurer', 'administrator')),
  subject text NOT NULL DEFAULT '',
  granted_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, account_id, role)
);

-- A token is resolved before its organisation is known.
CREATE POLICY resolve ON hub.role_grant FOR SELECT TO PUBLIC USING (true);

GRANT SELECT, INSERT ON hub.organisation, hub.account TO hub_rw;
GRANT SELECT, INSERT, UPDATE ON hub.credential TO hub_rw;
GRANT SELECT, INSERT, DELETE ON hub.session TO hub_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON hub.role_grant TO hub_rw;
