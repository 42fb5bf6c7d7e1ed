-- A link remembers what was held when it was made: by the account that it opens (roles), and by the account that
-- invited (invited_as; nobody: the operator of the installation). An account may have one of each association.
ALTER TABLE hub.invitation
  ADD COLUMN roles text[] NOT NULL DEFAULT '{member}',
  ADD COLUMN invited_by uuid REFERENCES hub.account,
  ADD COLUMN invited_as text[] NOT NULL DEFAULT '{}',
  DROP CONSTRAINT invitation_pkey,
  ADD PRIMARY KEY (account_id, invited_by_org);
ALTER TABLE hub.invitation ALTER roles DROP DEFAULT, ALTER invited_as DROP DEFAULT;
CREATE INDEX invitation_invited_by ON hub.invitation (invited_by);

-- What an account holds in an association at a time.
CREATE FUNCTION hub.roles_at(p_account uuid, p_organisation uuid, p_now timestamptz) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(DISTINCT g.role), '{}') FROM hub.grants_at(p_account, p_now) g
   WHERE g.org_id = p_organisation
$$;

-- The invitation behind a token, as long as it works: its account is still that member's, has no role that it had
-- not when it was invited and belongs to no other association, and who invited has lost nothing since.
CREATE FUNCTION hub.invitation_of(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (account_id uuid, org_id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT i.account_id, i.invited_by_org, i.number FROM hub.invitation i
   WHERE i.token_hash = p_token_hash AND i.expires_at > p_now
     AND EXISTS (SELECT 1 FROM hub.role_grant g WHERE g.org_id = i.invited_by_org AND g.account_id = i.account_id
                    AND g.role = 'member' AND g.subject = i.number)
     AND hub.roles_at(i.account_id, i.invited_by_org, p_now) <@ i.roles
     AND NOT EXISTS (SELECT 1 FROM hub.grants_at(i.account_id, p_now) g WHERE g.org_id <> i.invited_by_org)
     AND CASE WHEN i.invited_by IS NULL THEN hub.operator_acts(i.invited_by_org)
              ELSE i.invited_as <@ hub.roles_at(i.invited_by, i.invited_by_org, p_now) END
$$;
REVOKE EXECUTE ON FUNCTION hub.roles_at(uuid, uuid, timestamptz), hub.invitation_of(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.roles_at(uuid, uuid, timestamptz), hub.invitation_of(bytea, timestamptz) TO hub_rw;
