-- What a module keeps of one organisation, as rows to take out and to delete. Both run with the rights of
-- the owner of the module's schema, through functions of that schema (halle_rows, halle_erase) that the
-- migrator makes, and see what org_id = halle.org says, whatever policies that owner has.

-- The tables of a schema that have org_id, those that others refer to first; keys: its primary key.
CREATE FUNCTION halle.tables_of(p_schema text)
RETURNS TABLE (name text, keys text, depth int) LANGUAGE sql STABLE SET search_path = '' AS $$
  WITH RECURSIVE own AS (
    SELECT c.oid, c.relname FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
     WHERE n.nspname = p_schema AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  ), below AS (
    SELECT oid, 0 AS depth FROM own
    UNION
    SELECT k.conrelid, b.depth + 1 FROM below b
      JOIN pg_catalog.pg_constraint k ON k.confrelid = b.oid AND k.contype = 'f' AND k.conrelid <> k.confrelid
      JOIN own ON own.oid = k.conrelid
     WHERE b.depth < 30
  )
  SELECT own.relname::text,
         (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY i.place)
            FROM pg_catalog.pg_index x
            CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS i (number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = i.number
           WHERE x.indrelid = own.oid AND x.indisprimary),
         max(below.depth)
    FROM own JOIN below USING (oid) GROUP BY own.oid, own.relname
   ORDER BY max(below.depth), own.relname
$$;

-- Lines of JSON, one a row, in an order that stays the same; about a megabyte of them after p_skip rows.
CREATE FUNCTION halle.rows_of(p_schema text, p_skip bigint)
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
END $$;

-- Deletes them, what refers to others first. Returns how many rows went.
CREATE FUNCTION halle.erase_rows(p_schema text)
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
  RETURN v_all;
END $$;

REVOKE EXECUTE ON FUNCTION halle.tables_of(text), halle.rows_of(text, bigint), halle.erase_rows(text)
  FROM PUBLIC;
