-- Part of a restore: a member who was erased after the dump was made is erased again. False, with nothing done, if the
-- number is not that member's: it was not given yet, or was given to somebody else. Who had not left by then
-- leaves with the next run of the job follow_dues, which tells the others.
CREATE FUNCTION membership.halle_forget_again(p_key uuid, p_subject text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  UPDATE membership.member SET erased_on = coalesce(erased_on, (p_at AT TIME ZONE 'UTC')::date)
   WHERE org_id = pg_catalog.current_setting('halle.org')::uuid AND id = p_key AND number = p_subject;
  RETURN FOUND;
END $$;
REVOKE EXECUTE ON FUNCTION membership.halle_forget_again(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION membership.halle_forget_again(uuid, text, timestamptz) TO membership_rw;
