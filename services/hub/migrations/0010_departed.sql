-- Members who left, so that nobody is invited by their numbers; account_id: whose it was, unless that is forgotten.
-- Who comes back has the account again.
CREATE TABLE hub.departed (
  org_id uuid NOT NULL,
  subject text NOT NULL,
  account_id uuid REFERENCES hub.account,
  since timestamptz NOT NULL,
  PRIMARY KEY (org_id, subject)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON hub.departed TO hub_rw;
CREATE INDEX departed_account ON hub.departed (org_id, account_id);

-- The module that entrusted somebody with something, the only one that does so yet: what it allows rests while the
-- association has not enabled it, since nobody could end it then.
ALTER TABLE hub.entrusted ADD COLUMN module text NOT NULL DEFAULT 'membership';

CREATE OR REPLACE FUNCTION hub.grants_at(p_account uuid, p_now timestamptz)
RETURNS TABLE (org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT g.org_id, g.role, g.subject FROM hub.role_grant g WHERE g.account_id = p_account
  UNION
  SELECT e.org_id, e.role, '' FROM hub.role_grant g
    JOIN hub.entrusted e ON e.org_id = g.org_id AND e.subject = g.subject
   WHERE g.account_id = p_account AND g.role = 'member' AND e.from_at <= p_now AND e.until_at > p_now
     AND EXISTS (SELECT 1 FROM hub.enabled_module m WHERE m.org_id = e.org_id AND m.module = e.module)
$$;
