-- A product that members would like. key: its name folded, so that nobody asks twice for the same; moved: when
-- it was last answered, or suggested; verdict: that of its last answer, 0 without one; answers: how many there are.
CREATE TABLE member_wishes.wish (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  key text NOT NULL,
  about text NOT NULL,
  photo text NOT NULL,
  since timestamptz NOT NULL,
  moved timestamptz NOT NULL,
  verdict smallint NOT NULL DEFAULT 0,
  answers int NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, key)
);
CREATE INDEX wish_moved ON member_wishes.wish (org_id, moved, id);

-- Who would like it, and how many of its answers she has read.
CREATE TABLE member_wishes.wanting (
  org_id uuid NOT NULL,
  wish_id uuid NOT NULL,
  member_number text NOT NULL,
  seen int NOT NULL,
  PRIMARY KEY (org_id, wish_id, member_number),
  FOREIGN KEY (org_id, wish_id) REFERENCES member_wishes.wish ON DELETE CASCADE
);
CREATE INDEX wanting_member ON member_wishes.wanting (org_id, member_number);

-- What the Commission said; only grows.
CREATE TABLE member_wishes.answer (
  org_id uuid NOT NULL,
  wish_id uuid NOT NULL,
  number int NOT NULL,
  verdict smallint NOT NULL CHECK (verdict BETWEEN 1 AND 4),
  why text NOT NULL,
  until date CHECK ((until IS NOT NULL) = (verdict = 2)),
  at timestamptz NOT NULL,
  PRIMARY KEY (org_id, wish_id, number),
  FOREIGN KEY (org_id, wish_id) REFERENCES member_wishes.wish ON DELETE CASCADE
);

GRANT SELECT, INSERT, UPDATE, DELETE ON member_wishes.wish TO member_wishes_rw;
GRANT SELECT, INSERT, UPDATE, DELETE ON member_wishes.wanting TO member_wishes_rw;
GRANT SELECT, INSERT ON member_wishes.answer TO member_wishes_rw;
