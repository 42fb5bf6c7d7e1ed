-- Who was forgotten in which organisation: what a restored dump from before has to forget again. The supervisor keeps
-- the same rows in a file beside the database. key: of the event (the id of whom it is about); subject: as in it.
CREATE TABLE halle.erasure (
  org_id uuid NOT NULL,
  key uuid NOT NULL,
  subject text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, key)
);
GRANT SELECT, INSERT ON halle.erasure TO halle_kernel;

-- halle.kernel.v1.SubjectForgotten, its one field (number 1, text) read and written: up to 16383 bytes. NULL: it has none.
CREATE FUNCTION halle.subject_of(p_event bytea)
RETURNS text LANGUAGE sql IMMUTABLE SET search_path = '' AS $$
  SELECT CASE
    WHEN pg_catalog.octet_length(p_event) < 3 OR pg_catalog.get_byte(p_event, 0) <> 10 THEN NULL
    WHEN pg_catalog.get_byte(p_event, 1) < 128 THEN
      pg_catalog.convert_from(pg_catalog.substring(p_event, 3, pg_catalog.get_byte(p_event, 1)), 'UTF8')
    ELSE pg_catalog.convert_from(pg_catalog.substring(p_event, 4,
           pg_catalog.get_byte(p_event, 1) - 128 + 128 * pg_catalog.get_byte(p_event, 2)), 'UTF8')
  END
$$;
CREATE FUNCTION halle.forgotten_event(p_subject text)
RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = '' AS $$
  SELECT CASE WHEN n < 128 THEN pg_catalog.set_byte('\x0a00', 1, n)
              ELSE pg_catalog.set_byte(pg_catalog.set_byte('\x0a0000', 1, 128 + n % 128), 2, n / 128)
         END || pg_catalog.convert_to(p_subject, 'UTF8')
    FROM (SELECT pg_catalog.octet_length(p_subject) AS n) t
$$;

CREATE OR REPLACE FUNCTION halle.emit(p_type text, p_key text, p_payload bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO halle.outbox (org_id, type, key, payload)
  VALUES (pg_catalog.current_setting('halle.org')::uuid, p_type, p_key, p_payload);
  PERFORM pg_catalog.pg_notify('halle_outbox', '');
  IF p_type = 'halle.kernel.v1.SubjectForgotten' THEN
    INSERT INTO halle.erasure (org_id, key, subject)
    SELECT pg_catalog.current_setting('halle.org')::uuid, p_key::uuid, s
      FROM halle.subject_of(p_payload) s WHERE s IS NOT NULL
    ON CONFLICT DO NOTHING;
    -- In the order of their keys, as others lock rows.
    PERFORM 1 FROM halle.operation
      WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND reply IS NOT NULL
      ORDER BY principal, id FOR UPDATE;
    UPDATE halle.operation SET reply = NULL
     WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND reply IS NOT NULL;
  END IF;
END $$;

-- Those of before, of every organisation.
ALTER TABLE halle.event_log NO FORCE ROW LEVEL SECURITY;
ALTER TABLE halle.outbox NO FORCE ROW LEVEL SECURITY;
INSERT INTO halle.erasure (org_id, key, subject, at)
SELECT DISTINCT ON (org_id, key) org_id, key::uuid, halle.subject_of(payload), at FROM (
  SELECT org_id, type, key, payload, at FROM halle.event_log
  UNION ALL
  SELECT org_id, type, key, payload, at FROM halle.outbox) e
 WHERE type = 'halle.kernel.v1.SubjectForgotten' AND halle.subject_of(payload) IS NOT NULL
 ORDER BY org_id, key, at;
ALTER TABLE halle.event_log FORCE ROW LEVEL SECURITY;
ALTER TABLE halle.outbox FORCE ROW LEVEL SECURITY;

REVOKE EXECUTE ON FUNCTION halle.subject_of(bytea), halle.forgotten_event(text) FROM PUBLIC;
