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

-- Whether an association shows its page: asked by those who are not anywhere yet, through one function.
CREATE POLICY shown ON hub.page FOR SELECT TO CURRENT_USER USING (published);
CREATE FUNCTION hub.shows_page(p_organisation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT EXISTS (SELECT 1 FROM hub.page p WHERE p.org_id = p_organisation AND p.published)
$$;
REVOKE EXECUTE ON FUNCTION hub.shows_page(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.shows_page(uuid) TO hub_rw;
