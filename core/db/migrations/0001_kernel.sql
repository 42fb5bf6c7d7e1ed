-- The kernel's own schema: operation records, audit, outbox, event log, consumers, jobs.
-- Runs as halle_owner. Module roles reach it only through the functions at the end.

CREATE TABLE halle.operation (
  org_id uuid NOT NULL,
  principal text NOT NULL,
  id uuid NOT NULL,
  request_hash bytea NOT NULL,
  reply bytea,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, principal, id)
) WITH (fillfactor = 80);

CREATE TABLE halle.audit (
  org_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT now(),
  principal text NOT NULL,
  method text NOT NULL,
  operation uuid NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE halle.outbox (
  org_id uuid NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  type text NOT NULL,
  key text NOT NULL,
  payload bytea NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, id)
);

CREATE TABLE halle.event_log (
  org_id uuid NOT NULL,
  position bigint NOT NULL,
  outbox_id bigint NOT NULL,
  type text NOT NULL,
  key text NOT NULL,
  payload bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (org_id, position),
  UNIQUE (org_id, outbox_id)
);

CREATE TABLE halle.event_head (
  org_id uuid PRIMARY KEY,
  position bigint NOT NULL
);

CREATE TABLE halle.consumer (
  org_id uuid NOT NULL,
  id text NOT NULL,
  position bigint NOT NULL DEFAULT 0,
  failure text NOT NULL DEFAULT '',
  failures int NOT NULL DEFAULT 0,
  retry_at timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (org_id, id)
);

CREATE TABLE halle.job (
  org_id uuid NOT NULL,
  id text NOT NULL,
  lease_until timestamptz NOT NULL DEFAULT '-infinity',
  started_at timestamptz,
  outcome text NOT NULL DEFAULT '',
  PRIMARY KEY (org_id, id)
);

-- Opens a call that changes something: claims its operation id. A twin that is under way is waited
-- for by the unique index; a known id ends the transaction with HL001, another request with HL002.
CREATE FUNCTION halle.enter(p_principal text, p_id uuid, p_method text, p_hash bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_org uuid := pg_catalog.current_setting('halle.org')::uuid;
  v_hash bytea;
BEGIN
  INSERT INTO halle.operation (org_id, principal, id, request_hash)
  VALUES (v_org, p_principal, p_id, p_hash) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    SELECT request_hash INTO v_hash FROM halle.operation
     WHERE org_id = v_org AND principal = p_principal AND id = p_id;
    IF v_hash = p_hash THEN
      RAISE EXCEPTION 'halle.operation_known' USING ERRCODE = 'HL001';
    END IF;
    RAISE EXCEPTION 'halle.operation_id_reused' USING ERRCODE = 'HL002';
  END IF;
  INSERT INTO halle.audit (org_id, principal, method, operation)
  VALUES (v_org, p_principal, p_method, p_id);
END $$;

-- Closes it: keeps the reply for the twin that may come. In plpgsql, like all that every call runs:
-- an SQL function is planned anew each time.
CREATE FUNCTION halle.leave(p_principal text, p_id uuid, p_reply bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE halle.operation SET reply = p_reply
   WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND principal = p_principal AND id = p_id;
END $$;

-- The reply of a known operation; NULL if it was a secret.
CREATE FUNCTION halle.known_reply(p_principal text, p_id uuid)
RETURNS bytea LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT reply FROM halle.operation
   WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND principal = p_principal AND id = p_id;
$$;

CREATE FUNCTION halle.emit(p_type text, p_key text, p_payload bytea)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO halle.outbox (org_id, type, key, payload)
  VALUES (pg_catalog.current_setting('halle.org')::uuid, p_type, p_key, p_payload);
  PERFORM pg_catalog.pg_notify('halle_outbox', '');
END $$;

-- Moves a consumer over the event it acts on in this transaction; HL003 if it did that before.
CREATE FUNCTION halle.take_event(p_consumer text, p_position bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  UPDATE halle.consumer SET position = p_position, failure = '', failures = 0, retry_at = '-infinity'
   WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND id = p_consumer AND position = p_position - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'halle.event_taken' USING ERRCODE = 'HL003';
  END IF;
END $$;

-- Moves settled rows of the outbox to the log, each organisation's with a dense position, in the order
-- in which they were written: under the locks of their transactions, so that a cause comes before its
-- effect. Rows of transactions at or above the horizon stay, and what was written after one of them.
-- One relay at a time; returns how many rows moved.
CREATE FUNCTION halle.relay(p_limit int)
RETURNS bigint LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE v_moved bigint;
BEGIN
  IF NOT pg_catalog.pg_try_advisory_xact_lock(7206325001) THEN RETURN 0; END IF;
  WITH settled AS (
    SELECT org_id, id FROM halle.outbox
     WHERE id < coalesce((
       SELECT min(u.id) FROM halle.outbox u
        WHERE u.xid >= pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())),
       9223372036854775807)
     ORDER BY id LIMIT p_limit
  ), gone AS (
    DELETE FROM halle.outbox o USING settled s WHERE o.org_id = s.org_id AND o.id = s.id
    RETURNING o.*
  ), counted AS (
    SELECT org_id, count(*) AS n FROM gone GROUP BY org_id
  ), head AS (
    INSERT INTO halle.event_head AS h (org_id, position) SELECT org_id, n FROM counted
    ON CONFLICT (org_id) DO UPDATE SET position = h.position + excluded.position
    RETURNING h.org_id, h.position
  ), logged AS (
    INSERT INTO halle.event_log (org_id, position, outbox_id, type, key, payload, at)
    SELECT g.org_id,
           h.position - c.n + row_number() OVER (PARTITION BY g.org_id ORDER BY g.id),
           g.id, g.type, g.key, g.payload, g.at
      FROM gone g JOIN counted c USING (org_id) JOIN head h USING (org_id)
    RETURNING 1
  )
  SELECT count(*) INTO v_moved FROM logged;
  RETURN v_moved;
END $$;

GRANT USAGE ON SCHEMA halle TO halle_kernel, halle_module;
GRANT SELECT, INSERT, UPDATE, DELETE ON halle.operation, halle.audit, halle.outbox,
  halle.event_log, halle.event_head, halle.consumer, halle.job TO halle_kernel;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA halle FROM PUBLIC;
GRANT EXECUTE ON FUNCTION halle.relay(int) TO halle_kernel;
GRANT EXECUTE ON FUNCTION halle.enter(text, uuid, text, bytea), halle.leave(text, uuid, bytea),
  halle.known_reply(text, uuid), halle.emit(text, text, bytea), halle.take_event(text, bigint)
  TO halle_module;
