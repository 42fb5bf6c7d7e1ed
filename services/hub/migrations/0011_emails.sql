-- An e-mail is a name to sign in with in an association, and one account's there. What another association has stays
-- its own: the same e-mail may be another account's in each.
ALTER TABLE hub.account DROP CONSTRAINT account_email_key;
CREATE INDEX account_email ON hub.account (email);

-- The e-mail that the account gets when the link is used; NULL: it keeps the one it has.
ALTER TABLE hub.invitation ADD COLUMN email text;

-- Whether another account of the association has the e-mail, that of a member who left and may come back included.
CREATE FUNCTION hub.has_email(p_organisation uuid, p_email text, p_account uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM hub.account a
                  WHERE a.email = p_email AND a.id <> p_account
                    AND (EXISTS (SELECT 1 FROM hub.role_grant g
                                  WHERE g.org_id = p_organisation AND g.account_id = a.id)
                      OR EXISTS (SELECT 1 FROM hub.departed d
                                  WHERE d.org_id = p_organisation AND d.account_id = a.id)))
$$;

-- The account behind a login in an organisation (the only one if its code is empty): an e-mail or a member's number of
-- one who holds a role there, and whether it knows the device. Of two accounts with an e-mail, which belonged to
-- different associations before, the older. No row: there is none.
CREATE OR REPLACE FUNCTION hub.find_login(p_login text, p_organisation text, p_device text)
RETURNS TABLE (account_id uuid, hash text, known_device boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  WITH here AS (
    SELECT o.id FROM hub.organisation o
     WHERE o.code = p_organisation
        OR (p_organisation = '' AND (SELECT count(*) FROM hub.organisation) = 1))
  SELECT a.id, c.hash,
         EXISTS (SELECT 1 FROM hub.device d WHERE d.account_id = a.id AND d.device = p_device)
    FROM hub.account a JOIN hub.credential c ON c.account_id = a.id
   WHERE a.id IN (
     SELECT g.account_id FROM here JOIN hub.role_grant g ON g.org_id = here.id AND g.role = 'member' AND g.subject = p_login
     UNION
     SELECT g.account_id FROM here JOIN hub.account e ON e.email = p_login
       JOIN hub.role_grant g ON g.org_id = here.id AND g.account_id = e.id)
   ORDER BY a.created_at, a.id LIMIT 1
$$;

-- An account that holds something in another association too (shared) is not opened by a link: see open_account.
DROP FUNCTION hub.invitation_of(bytea, timestamptz);
CREATE FUNCTION hub.invitation_of(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (account_id uuid, org_id uuid, number text, email text, shared boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT i.account_id, i.invited_by_org, i.number, i.email, EXISTS (
           SELECT 1 FROM hub.role_grant g WHERE g.account_id = i.account_id AND g.org_id <> i.invited_by_org)
    FROM hub.invitation i
   WHERE i.token_hash = p_token_hash AND i.expires_at > p_now
     AND EXISTS (SELECT 1 FROM hub.role_grant g WHERE g.org_id = i.invited_by_org AND g.account_id = i.account_id
                    AND g.role = 'member' AND g.subject = i.number)
     AND hub.roles_at(i.account_id, i.invited_by_org, p_now) <@ i.roles
     AND CASE WHEN i.invited_by IS NULL THEN hub.operator_acts(i.invited_by_org)
              ELSE i.invited_as <@ hub.roles_at(i.invited_by, i.invited_by_org, p_now) END
$$;

-- The account that a link opens, with its e-mail: the invited one, or p_other, a new one, if that holds something in
-- another association too. The new one takes over what was held in this one, so that the link gives nothing
-- elsewhere and its maker is not told that there is an elsewhere.
CREATE POLICY opened ON hub.role_grant FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE FUNCTION hub.open_account(p_account uuid, p_organisation uuid, p_email text, p_other uuid, p_now timestamptz)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  opened uuid := p_account;
BEGIN
  IF EXISTS (SELECT 1 FROM hub.role_grant g WHERE g.account_id = p_account AND g.org_id <> p_organisation) THEN
    opened := p_other;
    INSERT INTO hub.account (id, created_at) VALUES (opened, p_now);
    UPDATE hub.role_grant SET account_id = opened WHERE org_id = p_organisation AND account_id = p_account;
  END IF;
  UPDATE hub.account SET email = p_email
   WHERE id = opened AND p_email IS NOT NULL AND NOT hub.has_email(p_organisation, p_email, opened);
  RETURN opened;
END
$$;
REVOKE EXECUTE ON FUNCTION hub.has_email(uuid, text, uuid), hub.invitation_of(bytea, timestamptz),
  hub.open_account(uuid, uuid, text, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.has_email(uuid, text, uuid), hub.invitation_of(bytea, timestamptz),
  hub.open_account(uuid, uuid, text, uuid, timestamptz) TO hub_rw;
