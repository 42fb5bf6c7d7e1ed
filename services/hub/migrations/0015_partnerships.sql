-- Modules whose permissions name the role `partner`, as their manifests say: written when one is enabled and when a
-- partner is let in.
ALTER TABLE hub.enabled_module ADD COLUMN for_partners boolean NOT NULL DEFAULT false;
GRANT UPDATE (for_partners) ON hub.enabled_module TO hub_rw;

-- Associations that a host lets into its premises: from an instant until another (NULL: until the host ends it). One
-- row for each partner; letting it in again replaces the instants. No row is deleted: what a partner has done at the
-- host keeps its name.
CREATE TABLE hub.partnership (
  org_id uuid NOT NULL,
  partner_org uuid NOT NULL REFERENCES hub.organisation,
  from_at timestamptz NOT NULL,
  until_at timestamptz,
  PRIMARY KEY (org_id, partner_org),
  CHECK (partner_org <> org_id),
  CHECK (until_at >= from_at)
);
CREATE POLICY resolve ON hub.partnership FOR SELECT TO CURRENT_USER USING (true);
GRANT SELECT, INSERT, UPDATE ON hub.partnership TO hub_rw;

-- What an account holds at a time by what associations gave to that person.
CREATE FUNCTION hub.own_grants_at(p_account uuid, p_now timestamptz)
RETURNS TABLE (org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT g.org_id, g.role, g.subject FROM hub.role_grant g WHERE g.account_id = p_account
  UNION
  SELECT e.org_id, e.role, '' FROM hub.role_grant g
    JOIN hub.entrusted e ON e.org_id = g.org_id AND e.subject = g.subject
   WHERE g.account_id = p_account AND g.role = 'member' AND e.from_at <= p_now AND e.until_at > p_now
     AND EXISTS (SELECT 1 FROM hub.enabled_module m WHERE m.org_id = e.org_id AND m.module = e.module)
$$;

-- The partnerships by which an account acts in hosts at a time: it has a task at the partner, that is, a role beside
-- member, and the host has enabled a module for partners.
CREATE FUNCTION hub.partnerships_at(p_account uuid, p_now timestamptz)
RETURNS TABLE (org_id uuid, partner_org uuid, until_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT p.org_id, p.partner_org, p.until_at FROM hub.partnership p
   WHERE p.from_at <= p_now AND (p.until_at IS NULL OR p.until_at > p_now)
     AND p.partner_org IN (SELECT g.org_id FROM hub.own_grants_at(p_account, p_now) g WHERE g.role <> 'member')
     AND EXISTS (SELECT 1 FROM hub.enabled_module m WHERE m.org_id = p.org_id AND m.for_partners)
$$;

CREATE OR REPLACE FUNCTION hub.grants_at(p_account uuid, p_now timestamptz)
RETURNS TABLE (org_id uuid, role text, subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT g.org_id, g.role, g.subject FROM hub.own_grants_at(p_account, p_now) g
  UNION
  SELECT p.org_id, 'partner', '' FROM hub.partnerships_at(p_account, p_now) p
$$;

-- What an account holds in an association at a time, of what the association gave to that person: links compare it.
-- What its people have as a partner's is not among it: no link gives it, and none ends by it.
CREATE OR REPLACE FUNCTION hub.roles_at(p_account uuid, p_organisation uuid, p_now timestamptz) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT coalesce(array_agg(DISTINCT g.role), '{}') FROM hub.own_grants_at(p_account, p_now) g
   WHERE g.org_id = p_organisation
$$;
REVOKE EXECUTE ON FUNCTION hub.own_grants_at(uuid, timestamptz), hub.partnerships_at(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.partnerships_at(uuid, timestamptz) TO hub_rw;
