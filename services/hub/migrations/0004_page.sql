-- What an association says of itself to anybody. latitude and longitude in millionths of a degree;
-- opening_times as schema.org writes them: 'Sa 10:00-12:30'.
CREATE TABLE hub.page (
  org_id uuid PRIMARY KEY,
  what text NOT NULL,
  street text NOT NULL,
  post_code text NOT NULL,
  town text NOT NULL,
  latitude int CHECK (latitude BETWEEN -90000000 AND 90000000),
  longitude int CHECK (longitude BETWEEN -180000000 AND 180000000),
  opening_times text[] NOT NULL,
  opening text NOT NULL,
  joining text NOT NULL,
  email text NOT NULL,
  telephone text NOT NULL,
  published boolean NOT NULL,
  changed_at timestamptz NOT NULL,
  CHECK ((latitude IS NULL) = (longitude IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON hub.page TO hub_rw;
