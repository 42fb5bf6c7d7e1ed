-- An account that nobody has any more keeps its id alone; one that holds something in another association stays.
CREATE FUNCTION hub.forget_account(p_account uuid, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM hub.grants_at(p_account, p_now)) THEN RETURN; END IF;
  DELETE FROM hub.session WHERE account_id = p_account;
  DELETE FROM hub.invitation WHERE account_id = p_account;
  DELETE FROM hub.device WHERE account_id = p_account;
  DELETE FROM hub.credential WHERE account_id = p_account;
  UPDATE hub.account SET email = NULL WHERE id = p_account;
END $$;

-- Part of a restore: what Followed.OnSubjectForgotten did after the dump was made, done again.
CREATE FUNCTION hub.halle_forget_again(p_key uuid, p_subject text, p_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  v_org uuid := pg_catalog.current_setting('halle.org')::uuid;
  v_account uuid;
BEGIN
  SELECT account_id INTO v_account FROM hub.role_grant
   WHERE org_id = v_org AND role = 'member' AND subject = p_subject;
  IF v_account IS NULL THEN
    SELECT account_id INTO v_account FROM hub.departed WHERE org_id = v_org AND subject = p_subject;
  END IF;
  INSERT INTO hub.departed (org_id, subject, since) VALUES (v_org, p_subject, p_at) ON CONFLICT DO NOTHING;
  PERFORM hub.halle_forget(p_subject);
  DELETE FROM hub.role_grant WHERE org_id = v_org AND account_id = v_account;
  PERFORM hub.forget_account(v_account, pg_catalog.now());
  RETURN true;
END $$;
REVOKE EXECUTE ON FUNCTION hub.forget_account(uuid, timestamptz),
  hub.halle_forget_again(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hub.forget_account(uuid, timestamptz),
  hub.halle_forget_again(uuid, text, timestamptz) TO hub_rw;
