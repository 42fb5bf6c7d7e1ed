CREATE TABLE membership.member (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  name text NOT NULL,
  first_name text NOT NULL,
  email text NOT NULL,
  telephone text NOT NULL,
  street text NOT NULL,
  post_code text NOT NULL,
  town text NOT NULL,
  joined_on date,
  standing smallint NOT NULL CHECK (standing BETWEEN 1 AND 3),
  search_text text NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, number)
);

-- Standing through time; only grows. The newest row is what member.standing says.
CREATE TABLE membership.standing (
  org_id uuid NOT NULL,
  member_id uuid NOT NULL,
  seq int NOT NULL,
  standing smallint NOT NULL CHECK (standing BETWEEN 1 AND 3),
  since timestamptz NOT NULL,
  cause text NOT NULL,
  principal text NOT NULL,
  PRIMARY KEY (org_id, member_id, seq),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id)
);

GRANT SELECT, INSERT, UPDATE ON membership.member TO membership_rw;
GRANT SELECT, INSERT ON membership.standing TO membership_rw;
