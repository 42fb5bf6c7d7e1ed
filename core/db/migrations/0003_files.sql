-- Small binaries of modules, by the hash of their content. A module keeps, reads and forgets its own,
-- through functions that ask which module the transaction is of. What was kept twice is there until it
-- was forgotten twice: whoever forgets need not know who else keeps the same.

CREATE TABLE halle.file (
  org_id uuid NOT NULL,
  module text NOT NULL,
  sha256 text NOT NULL,
  type text NOT NULL,
  content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 1048576),
  uses int NOT NULL CHECK (uses >= 0),
  PRIMARY KEY (org_id, module, sha256)
);

-- The module whose role the frame has set; it stays what it is inside of a security definer.
CREATE FUNCTION halle.calling_module()
RETURNS text LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE v_role text := pg_catalog.current_setting('role');
BEGIN
  IF v_role !~ '_rw$' THEN
    RAISE EXCEPTION 'halle.not_a_module' USING ERRCODE = '42501';
  END IF;
  RETURN pg_catalog.left(v_role, -3);
END $$;

-- Returns the hash, in hexadecimal.
CREATE FUNCTION halle.keep_file(p_type text, p_content bytea)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_sha256 text := pg_catalog.encode(pg_catalog.sha256(p_content), 'hex');
BEGIN
  INSERT INTO halle.file AS f (org_id, module, sha256, type, content, uses)
  VALUES (pg_catalog.current_setting('halle.org')::uuid, halle.calling_module(), v_sha256, p_type,
          p_content, 1)
  ON CONFLICT (org_id, module, sha256) DO UPDATE SET uses = f.uses + 1;
  RETURN v_sha256;
END $$;

CREATE FUNCTION halle.read_file(p_sha256 text)
RETURNS TABLE(type text, content bytea) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  RETURN QUERY SELECT f.type, f.content FROM halle.file f
   WHERE f.org_id = pg_catalog.current_setting('halle.org')::uuid
     AND f.module = halle.calling_module() AND f.sha256 = p_sha256;
END $$;

CREATE FUNCTION halle.forget_file(p_sha256 text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_org uuid := pg_catalog.current_setting('halle.org')::uuid;
  v_module text := halle.calling_module();
BEGIN
  UPDATE halle.file SET uses = uses - 1
   WHERE org_id = v_org AND module = v_module AND sha256 = p_sha256;
  DELETE FROM halle.file
   WHERE org_id = v_org AND module = v_module AND sha256 = p_sha256 AND uses = 0;
END $$;

-- What the kernel takes out and deletes with the rows of a module. Reached through functions of every
-- module's schema: only in transactions of the kernel's own.
CREATE FUNCTION halle.check_kernel()
RETURNS void LANGUAGE plpgsql STABLE SET search_path = '' AS $$
BEGIN
  IF pg_catalog.current_setting('role') <> 'halle_kernel' THEN
    RAISE EXCEPTION 'halle.not_the_kernel' USING ERRCODE = '42501';
  END IF;
END $$;

CREATE FUNCTION halle.file_rows(p_module text, p_skip bigint, p_bytes bigint)
RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_bytes bigint := p_bytes;
  v_line text;
BEGIN
  PERFORM halle.check_kernel();
  FOR v_line IN
    SELECT pg_catalog.json_build_object('table', 'halle.file', 'row', pg_catalog.to_jsonb(f))::text
      FROM halle.file f
     WHERE f.org_id = pg_catalog.current_setting('halle.org')::uuid AND f.module = p_module
     ORDER BY f.sha256 OFFSET p_skip
  LOOP
    RETURN NEXT v_line;
    v_bytes := v_bytes + pg_catalog.octet_length(v_line);
    IF v_bytes > 1000000 THEN RETURN; END IF;
  END LOOP;
END $$;

CREATE FUNCTION halle.erase_files(p_module text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_rows bigint;
BEGIN
  PERFORM halle.check_kernel();
  DELETE FROM halle.file
   WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND module = p_module;
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  RETURN v_rows;
END $$;

-- As before, and after the rows of the tables the files.
CREATE OR REPLACE FUNCTION halle.rows_of(p_schema text, p_skip bigint)
RETURNS SETOF text LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE
  v_org uuid := current_setting('halle.org')::uuid;
  v_skip bigint := p_skip;
  v_rows bigint;
  v_bytes bigint := 0;
  v_table record;
  v_line text;
BEGIN
  FOR v_table IN SELECT * FROM halle.tables_of(p_schema) LOOP
    EXECUTE format('SELECT count(*) FROM %I.%I WHERE org_id = $1', p_schema, v_table.name)
       INTO v_rows USING v_org;
    IF v_skip >= v_rows THEN
      v_skip := v_skip - v_rows;
      CONTINUE;
    END IF;
    FOR v_line IN EXECUTE format(
      'SELECT json_build_object(''table'', %L, ''row'', to_jsonb(t))::text FROM %I.%I t '
      'WHERE org_id = $1 ORDER BY %s OFFSET $2',
      p_schema || '.' || v_table.name, p_schema, v_table.name,
      coalesce(v_table.keys, 'to_jsonb(t)::text')) USING v_org, v_skip
    LOOP
      RETURN NEXT v_line;
      v_bytes := v_bytes + octet_length(v_line);
      IF v_bytes > 1000000 THEN RETURN; END IF;
    END LOOP;
    v_skip := 0;
  END LOOP;
  RETURN QUERY SELECT * FROM halle.file_rows(p_schema, v_skip, v_bytes);
END $$;

CREATE OR REPLACE FUNCTION halle.erase_rows(p_schema text)
RETURNS bigint LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  v_org uuid := current_setting('halle.org')::uuid;
  v_rows bigint;
  v_all bigint := 0;
  v_table record;
BEGIN
  FOR v_table IN SELECT * FROM halle.tables_of(p_schema) t ORDER BY t.depth DESC, t.name LOOP
    EXECUTE format('DELETE FROM %I.%I WHERE org_id = $1', p_schema, v_table.name) USING v_org;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    v_all := v_all + v_rows;
  END LOOP;
  RETURN v_all + halle.erase_files(p_schema);
END $$;

REVOKE EXECUTE ON FUNCTION halle.calling_module(), halle.keep_file(text, bytea), halle.read_file(text),
  halle.forget_file(text), halle.check_kernel(), halle.file_rows(text, bigint, bigint),
  halle.erase_files(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION halle.keep_file(text, bytea), halle.read_file(text), halle.forget_file(text)
  TO halle_module;
