-- A token is resolved before its organisation is known: by one function that gives the grants of one
-- account, not by letting the role read those of every association.
DROP POLICY resolve ON hub.role_grant;
CREATE POLICY resolve ON hub.role_grant FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION hub.grants_of(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (account_id uuid, org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT s.account_id, g.org_id, g.role, g.subject FROM hub.session s
    LEFT JOIN hub.role_grant g ON g.account_id = s.account_id
   WHERE s.token_hash = p_token_hash AND s.expires_at > p_now
$$;
REVOKE EXECUTE ON FUNCTION hub.grants_of(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.grants_of(bytea, timestamptz) TO hub_rw;
