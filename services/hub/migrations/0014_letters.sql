-- letter: id under which a letter with the link was asked for; NULL: the link was not sent by letter.
ALTER TABLE hub.invitation ADD COLUMN letter uuid;
CREATE UNIQUE INDEX invitation_letter ON hub.invitation (letter);

-- Links to choose a new password. Each request for one makes a row, whether there is such an account or not, so that
-- the work done does not tell. account_id: NULL if there is none, if a limit was reached, once the link was used or
-- has ended. It is no foreign key, which would be checked for known accounts only; accounts are never deleted. login:
-- a hash of the account's id or, without account, of what was typed; for the limits, as address. has_account: there
-- was an account_id at first; for the limit of the organisation. Rows are deleted after a day.
CREATE TABLE hub.password_link (
  id uuid PRIMARY KEY,
  token_hash bytea NOT NULL UNIQUE,
  asked_org uuid NOT NULL REFERENCES hub.organisation,
  account_id uuid,
  has_account boolean NOT NULL DEFAULT false,
  login bytea NOT NULL,
  address text NOT NULL,
  asked_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX password_link_account ON hub.password_link (account_id);
CREATE INDEX password_link_login ON hub.password_link (login, asked_at);
CREATE INDEX password_link_address ON hub.password_link (address, asked_at);
CREATE INDEX password_link_org ON hub.password_link (asked_org, asked_at);
CREATE INDEX password_link_at ON hub.password_link (asked_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON hub.password_link TO hub_rw;

-- The link behind a token as long as it works: its account has an e-mail and holds a role in the organisation in which
-- the link was asked for.
CREATE FUNCTION hub.password_link_of(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (account_id uuid, org_id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT a.id, p.asked_org, a.email
    FROM hub.password_link p JOIN hub.account a ON a.id = p.account_id
   WHERE p.token_hash = p_token_hash AND p.expires_at > p_now AND a.email IS NOT NULL
     AND EXISTS (SELECT 1 FROM hub.grants_at(a.id, p_now) g WHERE g.org_id = p.asked_org)
$$;
REVOKE EXECUTE ON FUNCTION hub.password_link_of(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.password_link_of(bytea, timestamptz) TO hub_rw;

-- What a dump brings back must not become valid again.
CREATE OR REPLACE FUNCTION hub.halle_restored() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM hub.session;
  DELETE FROM hub.invitation;
  DELETE FROM hub.password_link;
$$;

CREATE OR REPLACE FUNCTION hub.forget_account(p_account uuid, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM hub.grants_at(p_account, p_now)) THEN RETURN; END IF;
  DELETE FROM hub.session WHERE account_id = p_account;
  DELETE FROM hub.invitation WHERE account_id = p_account;
  DELETE FROM hub.password_link
   WHERE login = pg_catalog.sha256(pg_catalog.convert_to(p_account::text, 'UTF8'));
  DELETE FROM hub.device WHERE account_id = p_account;
  DELETE FROM hub.credential WHERE account_id = p_account;
  UPDATE hub.account SET email = NULL WHERE id = p_account;
END $$;
