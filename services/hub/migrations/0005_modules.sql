-- The modules that an association has enabled, but for the essential ones. Those that were there before
-- enabling had all modules there were.
CREATE TABLE hub.enabled_module (
  org_id uuid NOT NULL,
  module text NOT NULL,
  enabled_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, module)
);
INSERT INTO hub.enabled_module (org_id, module, enabled_at)
SELECT o.id, m, o.created_at FROM hub.organisation o
 CROSS JOIN unnest(ARRAY['membership', 'catalogue', 'orders']) m;

GRANT SELECT, INSERT, DELETE ON hub.enabled_module TO hub_rw;

-- Nodes know those of every association: asked without one, through one function.
CREATE POLICY known ON hub.enabled_module FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION hub.enabled_modules() RETURNS TABLE (org_id uuid, module text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT e.org_id, e.module FROM hub.enabled_module e
$$;

-- What a new association begins with: it is made without a scope, and has no module yet.
CREATE POLICY begun ON hub.enabled_module FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE FUNCTION hub.begin_with(p_organisation uuid, p_modules text[], p_now timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  INSERT INTO hub.enabled_module (org_id, module, enabled_at)
  SELECT o.id, m, p_now FROM hub.organisation o CROSS JOIN unnest(p_modules) m
   WHERE o.id = p_organisation
     AND NOT EXISTS (SELECT 1 FROM hub.enabled_module e WHERE e.org_id = p_organisation)
$$;

REVOKE EXECUTE ON FUNCTION hub.enabled_modules(), hub.begin_with(uuid, text[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.enabled_modules(), hub.begin_with(uuid, text[], timestamptz) TO hub_rw;
