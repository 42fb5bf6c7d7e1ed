-- One who has no e-mail signs in by her number.
ALTER TABLE hub.account ALTER email DROP NOT NULL;
CREATE UNIQUE INDEX role_grant_member ON hub.role_grant (org_id, subject) WHERE role = 'member';

-- A link that lets its account choose a password, once.
CREATE TABLE hub.invitation (
  account_id uuid PRIMARY KEY REFERENCES hub.account,
  token_hash bytea NOT NULL UNIQUE,
  invited_by_org uuid NOT NULL REFERENCES hub.organisation,
  number text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Devices on which an account signed in.
CREATE TABLE hub.device (
  account_id uuid NOT NULL REFERENCES hub.account,
  device text NOT NULL,
  PRIMARY KEY (account_id, device)
);

-- Sign-ins that failed within the last hour. login is hashed; device is set if the account knows it.
CREATE TABLE hub.sign_in_failure (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login bytea NOT NULL,
  address text NOT NULL,
  device text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX sign_in_failure_login ON hub.sign_in_failure (login, at);
CREATE INDEX sign_in_failure_address ON hub.sign_in_failure (address, at);
CREATE INDEX sign_in_failure_at ON hub.sign_in_failure (at);
CREATE INDEX session_account ON hub.session (account_id);

-- The account behind a login, an e-mail or a member's number in an organisation (the only one if its
-- code is empty), and whether it knows the device. No row: there is none.
CREATE FUNCTION hub.find_login(p_login text, p_organisation text, p_device text)
RETURNS TABLE (account_id uuid, hash text, known_device boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT a.id, c.hash,
         EXISTS (SELECT 1 FROM hub.device d WHERE d.account_id = a.id AND d.device = p_device)
    FROM hub.account a JOIN hub.credential c ON c.account_id = a.id
   WHERE a.email = p_login OR a.id IN (
     SELECT g.account_id FROM hub.role_grant g JOIN hub.organisation o ON o.id = g.org_id
      WHERE g.role = 'member' AND g.subject = p_login
        AND (o.code = p_organisation
             OR (p_organisation = '' AND (SELECT count(*) FROM hub.organisation) = 1)))
   LIMIT 1
$$;

-- Where one account holds roles.
CREATE FUNCTION hub.grants_of_account(p_account uuid)
RETURNS TABLE (org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT g.org_id, g.role, g.subject FROM hub.role_grant g WHERE g.account_id = p_account
$$;

REVOKE EXECUTE ON FUNCTION hub.find_login(text, text, text), hub.grants_of_account(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.find_login(text, text, text), hub.grants_of_account(uuid) TO hub_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON hub.invitation TO hub_rw;
GRANT SELECT, INSERT ON hub.device TO hub_rw;
GRANT SELECT, INSERT, DELETE ON hub.sign_in_failure TO hub_rw;
GRANT UPDATE ON hub.account TO hub_rw;
