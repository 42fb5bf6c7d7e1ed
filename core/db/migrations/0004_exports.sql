-- As before, but a part of an export does not render again what the parts before it had, and the files of a
-- module in an association have a ceiling.

CREATE OR REPLACE FUNCTION halle.file_rows(p_module text, p_skip bigint, p_bytes bigint)
RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
DECLARE v_org uuid := pg_catalog.current_setting('halle.org')::uuid;
BEGIN
  PERFORM halle.check_kernel();
  -- Bytes are two signs each; the length of what is stored apart is known without reading it.
  RETURN QUERY
    SELECT pg_catalog.json_build_object('table', 'halle.file', 'row', pg_catalog.to_jsonb(f))::text
      FROM (SELECT k.sha256, p_bytes + 2 * pg_catalog.sum(pg_catalog.octet_length(k.content)) OVER (
                     ORDER BY k.sha256 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
              FROM (SELECT x.sha256, x.content FROM halle.file x
                     WHERE x.org_id = v_org AND x.module = p_module
                     ORDER BY x.sha256 OFFSET p_skip) k) part
      JOIN halle.file f ON f.org_id = v_org AND f.module = p_module AND f.sha256 = part.sha256
     WHERE coalesce(part.before, 0) <= 1000000
     ORDER BY f.sha256;
END $$;

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
      'SELECT json_build_object(''table'', %L, ''row'', to_jsonb(p))::text FROM '
      '(SELECT t.* FROM %I.%I t WHERE org_id = $1 ORDER BY %s OFFSET $2) p',
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

-- Returns the hash, in hexadecimal. HL004 if the module would keep more than 512 MiB of the association.
CREATE OR REPLACE FUNCTION halle.keep_file(p_type text, p_content bytea)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  v_sha256 text := pg_catalog.encode(pg_catalog.sha256(p_content), 'hex');
  v_org uuid := pg_catalog.current_setting('halle.org')::uuid;
  v_module text := halle.calling_module();
  v_kept bigint;
BEGIN
  SELECT pg_catalog.sum(pg_catalog.octet_length(f.content)) INTO v_kept
    FROM halle.file f WHERE f.org_id = v_org AND f.module = v_module AND f.sha256 <> v_sha256;
  IF coalesce(v_kept, 0) + pg_catalog.octet_length(p_content) > 536870912 THEN
    RAISE EXCEPTION 'halle.files_full' USING ERRCODE = 'HL004';
  END IF;
  INSERT INTO halle.file AS f (org_id, module, sha256, type, content, uses)
  VALUES (v_org, v_module, v_sha256, p_type, p_content, 1)
  ON CONFLICT (org_id, module, sha256) DO UPDATE SET uses = f.uses + 1;
  RETURN v_sha256;
END $$;
