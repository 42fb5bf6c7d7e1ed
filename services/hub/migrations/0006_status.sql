-- What an association is in law and for VAT (1 not liable, 2 base exemption, 3 liable) from a day on.
CREATE TABLE hub.organisation_status (
  org_id uuid NOT NULL,
  from_day date NOT NULL,
  legal_form text NOT NULL,
  vat smallint NOT NULL CHECK (vat BETWEEN 1 AND 3),
  said_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, from_day)
);

-- Associations that do not let the operator of the installation act for them.
CREATE TABLE hub.without_operator (
  org_id uuid PRIMARY KEY,
  since timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON hub.organisation_status TO hub_rw;
GRANT SELECT, INSERT, DELETE ON hub.without_operator TO hub_rw;

-- Nodes know it of every association: asked without one, through one function.
CREATE POLICY known ON hub.without_operator FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION hub.operator_acts(p_organisation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT NOT EXISTS (SELECT 1 FROM hub.without_operator w WHERE w.org_id = p_organisation)
$$;
REVOKE EXECUTE ON FUNCTION hub.operator_acts(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.operator_acts(uuid) TO hub_rw;
