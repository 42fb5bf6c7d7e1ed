-- Roles that a subject has for some time, because others entrusted her with something; from events. Never
-- administrator: that one is given by name.
CREATE TABLE hub.entrusted (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  role text NOT NULL CHECK (role IN ('volunteer', 'coordinator', 'treasurer')),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL CHECK (until_at > from_at),
  PRIMARY KEY (org_id, id, subject)
);
CREATE INDEX entrusted_subject ON hub.entrusted (org_id, subject);
CREATE POLICY resolve ON hub.entrusted FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, DELETE ON hub.entrusted TO hub_rw;

-- Where one account holds roles at a time.
CREATE FUNCTION hub.grants_at(p_account uuid, p_now timestamptz)
RETURNS TABLE (org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT g.org_id, g.role, g.subject FROM hub.role_grant g WHERE g.account_id = p_account
  UNION
  SELECT e.org_id, e.role, '' FROM hub.role_grant g
    JOIN hub.entrusted e ON e.org_id = g.org_id AND e.subject = g.subject
   WHERE g.account_id = p_account AND g.role = 'member' AND e.from_at <= p_now AND e.until_at > p_now
$$;
REVOKE EXECUTE ON FUNCTION hub.grants_at(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.grants_at(uuid, timestamptz) TO hub_rw;

CREATE OR REPLACE FUNCTION hub.grants_of(p_token_hash bytea, p_now timestamptz)
RETURNS TABLE (account_id uuid, org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT s.account_id, g.org_id, g.role, g.subject FROM hub.session s
    LEFT JOIN LATERAL hub.grants_at(s.account_id, p_now) g ON true
   WHERE s.token_hash = p_token_hash AND s.expires_at > p_now
$$;
DROP FUNCTION hub.grants_of_account(uuid);
