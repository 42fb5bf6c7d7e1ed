-- A letter of one recipient; its content is composed when it is delivered. member_number: empty for a recipient who is
-- no member and whom the module of the kind names. state: 1 waiting, 2 claimed, 3 sent, 4 dead, 5 dropped. next_at: the
-- next attempt; of a claimed letter the end of the claim. daily: it waits for the daily letter.
CREATE TABLE notify_email.letter (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  member_number text NOT NULL,
  about text NOT NULL,
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 5),
  queued_at timestamptz NOT NULL,
  next_at timestamptz,
  until_at timestamptz NOT NULL,
  attempts int NOT NULL DEFAULT 0,
  daily boolean NOT NULL DEFAULT false,
  failure text NOT NULL DEFAULT '',
  ended_at timestamptz,
  PRIMARY KEY (org_id, id),
  CHECK ((state <= 2) = (next_at IS NOT NULL)),
  CHECK ((state <= 2) = (ended_at IS NULL))
) WITH (fillfactor = 70);
CREATE INDEX letter_due ON notify_email.letter (org_id, daily, next_at, id) WHERE state <= 2;
CREATE INDEX letter_due_kind ON notify_email.letter (org_id, kind, next_at, id) WHERE state <= 2;
CREATE INDEX letter_waiting ON notify_email.letter (org_id, kind, about, member_number) WHERE state = 1;
CREATE INDEX letter_ended ON notify_email.letter (org_id, state, ended_at) WHERE state > 2;
CREATE INDEX letter_member ON notify_email.letter (org_id, member_number);
CREATE INDEX letter_about ON notify_email.letter (org_id, about) WHERE kind = 'notify_email.message';

-- The language of a member who chose one.
CREATE TABLE notify_email.reader (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  language text NOT NULL CHECK (language IN ('fr', 'en')),
  PRIMARY KEY (org_id, member_number)
);

-- What a member chose for a topic: 1 at once, 2 daily, 3 never.
CREATE TABLE notify_email.preference (
  org_id uuid NOT NULL,
  member_number text NOT NULL,
  topic text NOT NULL,
  choice smallint NOT NULL CHECK (choice BETWEEN 1 AND 3),
  PRIMARY KEY (org_id, member_number, topic)
);

-- Addresses that refused letters, by their SHA-256: three refusals block one.
CREATE TABLE notify_email.refusal (
  org_id uuid NOT NULL,
  address bytea NOT NULL,
  refusals int NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, address)
);

-- Settings, and the last failure of the mail server; times of day in minutes.
CREATE TABLE notify_email.setting (
  org_id uuid PRIMARY KEY,
  from_name text NOT NULL DEFAULT '',
  reply_to text NOT NULL DEFAULT '',
  quiet_from int CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_until int CHECK (quiet_until BETWEEN 0 AND 1439),
  daily_at int NOT NULL DEFAULT 420 CHECK (daily_at BETWEEN 0 AND 1439),
  per_hour int NOT NULL DEFAULT 300 CHECK (per_hour BETWEEN 1 AND 10000),
  footer text NOT NULL DEFAULT '',
  failure text NOT NULL DEFAULT '',
  failed_at timestamptz,
  CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);

-- The association's own texts of a kind.
CREATE TABLE notify_email.template (
  org_id uuid NOT NULL,
  kind text NOT NULL,
  language text NOT NULL CHECK (language IN ('fr', 'en')),
  subject text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (org_id, kind, language)
);

-- A message of the association. state: 1 waits for another person's approval, 2 sent, 3 withdrawn. Its letters are
-- queued with it, for never while it waits. recipients: how many there are.
CREATE TABLE notify_email.message (
  org_id uuid NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  audiences text[] NOT NULL,
  recipients int NOT NULL,
  state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
  written_by text NOT NULL,
  written_at timestamptz NOT NULL,
  approved_by text,
  PRIMARY KEY (org_id, id)
);
CREATE INDEX message_written ON notify_email.message (org_id, written_at);

-- The next instant after p_now at which a clock in the zone shows that minute of the day.
CREATE FUNCTION notify_email.next_time(p_now timestamptz, p_zone text, p_minute int) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT min(t) FROM (
    SELECT ((p_now AT TIME ZONE p_zone)::date + d + make_interval(mins => p_minute)) AT TIME ZONE p_zone AS t
      FROM generate_series(0, 2) d) n
   WHERE t > p_now
$$;
-- Whether a clock in the zone shows a time from p_from on and before p_until; the range may cross midnight.
CREATE FUNCTION notify_email.is_quiet(p_now timestamptz, p_zone text, p_from int, p_until int) RETURNS boolean
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT coalesce(CASE WHEN p_from <= p_until THEN m >= p_from AND m < p_until ELSE m >= p_from OR m < p_until END, false)
    FROM (SELECT (extract(hour FROM p_now AT TIME ZONE p_zone) * 60
                + extract(minute FROM p_now AT TIME ZONE p_zone))::int AS m) c
$$;
REVOKE EXECUTE ON FUNCTION notify_email.next_time(timestamptz, text, int),
  notify_email.is_quiet(timestamptz, text, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notify_email.next_time(timestamptz, text, int),
  notify_email.is_quiet(timestamptz, text, int, int) TO notify_email_rw;

-- What a dump brings back may have been sent since: an administrator tries again what is still of use. In all
-- associations: the owner lifts its own wall for the moment.
CREATE FUNCTION notify_email.halle_restored() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  ALTER TABLE notify_email.letter NO FORCE ROW LEVEL SECURITY;
  UPDATE notify_email.letter
     SET state = 4, next_at = NULL, ended_at = pg_catalog.now(), failure = 'notify_email.restored'
   WHERE state <= 2 AND next_at < 'infinity';
  ALTER TABLE notify_email.letter FORCE ROW LEVEL SECURITY;
END $$;
REVOKE EXECUTE ON FUNCTION notify_email.halle_restored() FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON notify_email.letter, notify_email.reader, notify_email.preference,
  notify_email.refusal, notify_email.setting, notify_email.template, notify_email.message TO notify_email_rw;
