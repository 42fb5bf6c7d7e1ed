-- Members in the membership of another, who pays for it, from when until when, both days included. Who pays for
-- others is in nobody's membership. kept: it ended as who paid left; what she had paid still covers the others.
CREATE TABLE membership.belonging (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  main_id uuid NOT NULL CHECK (main_id <> member_id),
  from_day date NOT NULL,
  until_day date CHECK (until_day >= from_day),
  kept boolean NOT NULL DEFAULT false,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (org_id, member_id, from_day),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id),
  FOREIGN KEY (org_id, main_id) REFERENCES membership.member (org_id, id)
);
CREATE UNIQUE INDEX belonging_now ON membership.belonging (org_id, member_id) WHERE until_day IS NULL;
CREATE INDEX belonging_main ON membership.belonging (org_id, main_id);

CREATE INDEX period_of ON membership.period (org_id, member_id);

-- The last day of a member's memberships, her own and those she was in while she was.
CREATE VIEW membership.covered WITH (security_invoker = true) AS
SELECT org_id, member_id, max(last_day) AS until_day FROM (
  SELECT p.org_id, p.member_id, p.last_day FROM membership.period p WHERE p.cancelled_on IS NULL
  UNION ALL
  SELECT b.org_id, b.member_id, CASE WHEN b.kept THEN p.last_day ELSE least(p.last_day, b.until_day) END FROM membership.belonging b
    JOIN membership.period p
      ON p.org_id = b.org_id AND p.member_id = b.main_id AND p.cancelled_on IS NULL
     AND p.last_day >= b.from_day AND (b.until_day IS NULL OR p.first_day <= b.until_day)) days
 GROUP BY org_id, member_id;

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
GRANT SELECT ON membership.covered TO membership_rw;
