-- When a person is forgotten, so are the stored replies of the organisation, which may hold the name: a twin of an
-- operation from before is answered that its reply is not kept, and has no second effect.

CREATE OR REPLACE FUNCTION halle.emit(p_type text, p_key text, p_payload bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO halle.outbox (org_id, type, key, payload)
  VALUES (pg_catalog.current_setting('halle.org')::uuid, p_type, p_key, p_payload);
  PERFORM pg_catalog.pg_notify('halle_outbox', '');
  IF p_type = 'halle.kernel.v1.SubjectForgotten' THEN
    -- In the order of their keys, as others lock rows.
    PERFORM 1 FROM halle.operation
      WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND reply IS NOT NULL
      ORDER BY principal, id FOR UPDATE;
    UPDATE halle.operation SET reply = NULL
     WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND reply IS NOT NULL;
  END IF;
END $$;
