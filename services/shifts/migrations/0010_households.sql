-- Who is in the membership of another from when until when, both days included, fed by events of membership.
CREATE TABLE shifts.belonging (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  main_number text NOT NULL CHECK (main_number <> member_number),
  from_day date NOT NULL,
  until_day date CHECK (until_day >= from_day),
  PRIMARY KEY (org_id, member_number, from_day),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number),
  FOREIGN KEY (org_id, main_number) REFERENCES shifts.member (org_id, number)
);
CREATE INDEX belonging_main ON shifts.belonging (org_id, main_number);

-- These members, and whoever was ever in one membership with them or with one of those. plpgsql: its plans stay.
CREATE FUNCTION shifts.households_of(p_org uuid, p_members text[]) RETURNS text[]
LANGUAGE plpgsql STABLE SET search_path = '' AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM shifts.belonging b WHERE b.org_id = p_org) THEN
    RETURN p_members;
  END IF;
  RETURN (
    WITH RECURSIVE found AS (
      SELECT n AS number FROM unnest(p_members) n
      UNION
      SELECT o.number FROM found f
       CROSS JOIN LATERAL (
         SELECT b.main_number AS number FROM shifts.belonging b
          WHERE b.org_id = p_org AND b.member_number = f.number
         UNION ALL
         SELECT b.member_number FROM shifts.belonging b
          WHERE b.org_id = p_org AND b.main_number = f.number) o)
    SELECT array_agg(number) FROM found);
END $$;

-- Who is in one membership has one balance.
ALTER TABLE shifts.rule ADD COLUMN per_household boolean NOT NULL DEFAULT false;

-- Who gave it, if it is another of the household than whose account it is on.
ALTER TABLE shifts.entry ADD COLUMN person text;
CREATE INDEX entry_person ON shifts.entry (org_id, person, effective_at) WHERE person IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.belonging TO shifts_rw;
