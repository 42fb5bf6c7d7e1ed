-- What shifts keeps of skills and of who has them, fed by events of membership. Both days included.
CREATE TABLE shifts.skill (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (org_id, id)
);

CREATE TABLE shifts.member_skill (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  skill_id uuid NOT NULL,
  from_day date NOT NULL,
  until_day date,
  PRIMARY KEY (org_id, member_number, skill_id, from_day),
  FOREIGN KEY (org_id, member_number) REFERENCES shifts.member (org_id, number),
  FOREIGN KEY (org_id, skill_id) REFERENCES shifts.skill (org_id, id)
);

-- What somebody must be able to do to have that seat.
ALTER TABLE shifts.template_seat ADD COLUMN skills uuid[] NOT NULL DEFAULT '{}';
ALTER TABLE shifts.seat ADD COLUMN skills uuid[] NOT NULL DEFAULT '{}';

-- Who joined after that day is a beginner until so many shifts; 0: nobody is.
ALTER TABLE shifts.setting ADD COLUMN beginner_shifts smallint NOT NULL DEFAULT 0
    CHECK (beginner_shifts BETWEEN 0 AND 10),
  ADD COLUMN beginners_since date NOT NULL DEFAULT 'infinity';

CREATE FUNCTION shifts.skills_of(p_org uuid, p_member text, p_day date) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT ARRAY(SELECT k.skill_id FROM shifts.member_skill k
                WHERE k.org_id = p_org AND k.member_number = p_member AND k.from_day <= p_day
                  AND (k.until_day IS NULL OR k.until_day >= p_day))
$$;

CREATE FUNCTION shifts.is_beginner(p_org uuid, p_member text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT 1 FROM shifts.setting t
     WHERE t.org_id = p_org AND t.beginner_shifts > 0
       AND t.beginners_since < (SELECT min(s.since) FROM shifts.standing s
                                  WHERE s.org_id = p_org AND s.member_number = p_member)
       AND t.beginner_shifts > (SELECT count(*) FROM shifts.attendance a
                                 WHERE a.org_id = p_org AND a.member_number = p_member
                                   AND a.presence = 1))
$$;

-- Whether somebody who is no beginner has a seat.
CREATE FUNCTION shifts.is_led(p_org uuid, p_template uuid, p_day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT EXISTS (
    SELECT 1 FROM shifts.booking b
     WHERE b.org_id = p_org AND b.template_id = p_template AND b.day = p_day AND b.freed IS NULL
       AND NOT shifts.is_beginner(p_org, b.member_number))
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON shifts.skill, shifts.member_skill TO shifts_rw;
