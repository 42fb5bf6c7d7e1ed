-- What members can do. months: how long it lasts once somebody vouched for it; 0: for good. needs: skills that are
-- to be held before.
CREATE TABLE membership.skill (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  months smallint NOT NULL CHECK (months BETWEEN 0 AND 120),
  needs uuid[] NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, name)
);

-- Who can do what from when until when, both days included, and who says so: the number of a member, or empty.
CREATE TABLE membership.held_skill (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  skill_id uuid NOT NULL,
  from_day date NOT NULL,
  until_day date,
  vouched_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, member_id) REFERENCES membership.member (org_id, id),
  FOREIGN KEY (org_id, skill_id) REFERENCES membership.skill (org_id, id)
);
CREATE INDEX held_skill_member ON membership.held_skill (org_id, member_id, skill_id);

GRANT SELECT, INSERT, UPDATE ON membership.skill, membership.held_skill TO membership_rw;
