-- A dump brings back who was signed in and who was invited when it was made. Both end: whoever may
-- signs in again, and is invited again.
CREATE FUNCTION hub.halle_restored() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
  DELETE FROM hub.session;
  DELETE FROM hub.invitation;
$$;
REVOKE EXECUTE ON FUNCTION hub.halle_restored() FROM PUBLIC;
