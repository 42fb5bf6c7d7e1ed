-- Groups of members that look after something.
CREATE TABLE membership.commission (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  about text NOT NULL,
  closed boolean NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, name)
);

-- Who is in charge of what from when until when, both days included, and who in her place. from_at, until_at: the
-- same in the association's zone, until_at exclusive and earlier if it was ended. role: what it allows, as in role
-- grants; empty: nothing more. told: that it ended.
CREATE TABLE membership.mandate (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  commission_id uuid NOT NULL,
  title text NOT NULL,
  member_id uuid NOT NULL,
  deputy_id uuid CHECK (deputy_id <> member_id),
  from_day date NOT NULL,
  until_day date NOT NULL CHECK (until_day >= from_day),
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  review_day date CHECK (review_day BETWEEN from_day AND until_day),
  role text NOT NULL CHECK (role IN ('', 'volunteer', 'coordinator', 'treasurer')),
  decided text NOT NULL,
  told boolean NOT NULL DEFAULT false,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, commission_id) REFERENCES membership.commission (org_id, id),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id),
  FOREIGN KEY (org_id, deputy_id) REFERENCES membership.member (org_id, id)
);
CREATE INDEX mandate_member ON membership.mandate (org_id, member_id);
CREATE INDEX mandate_deputy ON membership.mandate (org_id, deputy_id);

GRANT SELECT, INSERT, UPDATE ON membership.commission, membership.mandate TO membership_rw;
