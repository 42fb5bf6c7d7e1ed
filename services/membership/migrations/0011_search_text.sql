-- Nothing reads it (names are folded where they are searched), and it held names twice. Empty from now on; the release
-- after this one drops it, when no node writes it any more.
ALTER TABLE membership.member ALTER COLUMN search_text SET DEFAULT '';
ALTER TABLE membership.member NO FORCE ROW LEVEL SECURITY;
UPDATE membership.member SET search_text = '' WHERE search_text <> '';
ALTER TABLE membership.member FORCE ROW LEVEL SECURITY;
