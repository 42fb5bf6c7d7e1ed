-- Members in the membership of another, who pays for it, from when until when, both days included. Who pays for
-- others is in nobody's membership.
CREATE TABLE membership.belonging (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  main_id uuid NOT NULL CHECK (main_id <> member_id),
  from_day date NOT NULL,
  until_day date CHECK (until_day >= from_day),
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (org_id, member_id, from_day),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id),
  FOREIGN KEY (org_id, main_id) REFERENCES membership.member (org_id, id)
);
CREATE UNIQUE INDEX belonging_now ON membership.belonging (org_id, member_id) WHERE until_day IS NULL;
CREATE INDEX belonging_main ON membership.belonging (org_id, main_id);

-- The last day of a member's memberships, her own and those she was in while she was.
CREATE FUNCTION membership.covered_until(p_org uuid, p_member uuid) RETURNS date
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT greatest(
    (SELECT max(p.last_day) FROM membership.period p
      WHERE p.org_id = p_org AND p.member_id = p_member AND p.cancelled_on IS NULL),
    (SELECT max(least(p.last_day, b.until_day)) FROM membership.belonging b
       JOIN membership.period p
         ON p.org_id = p_org AND p.member_id = b.main_id AND p.cancelled_on IS NULL
        AND p.last_day >= b.from_day AND (b.until_day IS NULL OR p.first_day <= b.until_day)
      WHERE b.org_id = p_org AND b.member_id = p_member))
$$;

-- Who asks to become a member, until it is answered.
CREATE TABLE membership.application (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  first_name text NOT NULL,
  email text NOT NULL,
  telephone text NOT NULL,
  street text NOT NULL,
  post_code text NOT NULL,
  town text NOT NULL,
  bracket text NOT NULL,
  message text NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, id)
);
ALTER TABLE membership.setting ADD COLUMN applications boolean NOT NULL DEFAULT false;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.belonging, membership.application TO membership_rw;
