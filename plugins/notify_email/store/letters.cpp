#include "plugins/notify_email/store/letters.hpp"

#include <algorithm>

#include "plugins/notify_email/store/names.hpp"

namespace halle::notify_email::store {

Result<int> queue_letters(sdk::Call& call, const std::string& kind, const std::string& about,
                          std::optional<Instant> next_at, Instant until,
                          const std::vector<NewLetter>& letters) {
  static const std::string insert = names.in(R"(
      WITH wanted AS (SELECT * FROM unnest($7::uuid[], $8::text[]) AS l (id, member)),
      -- A letter that waits will say what is true when it goes: a second one would say the same.
      waiting AS (
        UPDATE notify_email.letter w SET until_at = greatest(w.until_at, $6)
          FROM wanted
         WHERE w.org_id = $1 AND w.kind = $2 AND w.about = $3 AND w.member_number = wanted.member
           AND w.state = {waiting} AND w.id <> wanted.id
        RETURNING w.member_number),
      fresh AS (
        INSERT INTO notify_email.letter (org_id, id, kind, member_number, about, state, queued_at,
            next_at, until_at)
        SELECT $1, id, $2, member, $3, {waiting}, $4, coalesce($5::timestamptz, 'infinity'), $6
          FROM wanted WHERE member NOT IN (SELECT member_number FROM waiting)
        ON CONFLICT DO NOTHING RETURNING 1)
      SELECT count(*)::int FROM fresh)");
  return call.get<int>(insert, call.organisation(), kind, about, call.now(), next_at, until,
                       sdk::unnest(letters, &NewLetter::id, &NewLetter::member_number));
}

void release_letters(sdk::Call& call, const std::string& kind, const std::string& about,
                     Instant until) {
  static const std::string update = names.in(R"(
      UPDATE notify_email.letter SET next_at = $4, until_at = $5
       WHERE org_id = $1 AND kind = $2 AND about = $3 AND state = {waiting})");
  call.queue(update, call.organisation(), kind, about, call.now(), until);
}

void drop_letters(sdk::Call& call, const std::string& kind, const std::string& about,
                  const std::string& why) {
  static const std::string update = names.in(R"(
      UPDATE notify_email.letter SET state = {dropped}, next_at = NULL, ended_at = $4, failure = $5
       WHERE org_id = $1 AND kind = $2 AND about = $3 AND state = {waiting})");
  call.queue(update, call.organisation(), kind, about, call.now(), why);
}

Result<int> left_this_hour(sdk::Call& call, int per_hour) {
  static const std::string count = names.in(R"(
      SELECT count(*)::int FROM (
        SELECT 1 FROM notify_email.letter
         WHERE org_id = $1 AND state = {sent} AND ended_at > $2::timestamptz - interval '1 hour'
         LIMIT $3::int) s)");
  HALLE_TRY(sent, call.get<int>(count, call.organisation(), call.now(), per_hour));
  return std::max(0, per_hour - sent);
}

Result<std::vector<LetterRow>> claim_letters(sdk::Call& call, int limit) {
  // SKIP LOCKED: what another runner is claiming is not waited for. A claim ends by the clock.
  static const std::string claim = names.in(R"(
      WITH due AS (
        SELECT id FROM notify_email.letter
         WHERE org_id = $1 AND NOT daily AND next_at <= $2 AND state IN ({waiting}, {claimed})
         ORDER BY next_at, id LIMIT $3::int FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE notify_email.letter l
         SET state = {claimed}, next_at = $2::timestamptz + interval '2 minutes'
        FROM due WHERE l.org_id = $1 AND l.id = due.id
      RETURNING l.id, l.kind, l.member_number, l.about, l.until_at, l.attempts, l.daily)");
  return call.query<LetterRow>(claim, call.organisation(), call.now(), limit);
}

Result<std::vector<LetterRow>> claim_urgent(sdk::Call& call, const std::vector<std::string>& kinds,
                                            int limit) {
  static const std::string claim = names.in(R"(
      WITH due AS (
        SELECT id FROM notify_email.letter
         WHERE org_id = $1 AND kind = ANY($4::text[]) AND next_at <= $2
           AND state IN ({waiting}, {claimed})
         ORDER BY next_at, id LIMIT $3::int FOR NO KEY UPDATE SKIP LOCKED)
      UPDATE notify_email.letter l
         SET state = {claimed}, next_at = $2::timestamptz + interval '2 minutes'
        FROM due WHERE l.org_id = $1 AND l.id = due.id
      RETURNING l.id, l.kind, l.member_number, l.about, l.until_at, l.attempts, l.daily)");
  return call.query<LetterRow>(claim, call.organisation(), call.now(), limit, kinds);
}

Result<std::vector<LetterRow>> claim_daily(sdk::Call& call, int members) {
  static const std::string claim = names.in(R"(
      WITH reader AS (
        SELECT DISTINCT member_number FROM notify_email.letter
         WHERE org_id = $1 AND daily AND next_at <= $2 AND state IN ({waiting}, {claimed})
         ORDER BY member_number LIMIT $3::int),
      due AS (
        SELECT l.id FROM notify_email.letter l JOIN reader USING (member_number)
         WHERE l.org_id = $1 AND l.daily AND l.next_at <= $2 AND l.state IN ({waiting}, {claimed})
         ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED)
      UPDATE notify_email.letter l
         SET state = {claimed}, next_at = $2::timestamptz + interval '2 minutes'
        FROM due WHERE l.org_id = $1 AND l.id = due.id
      RETURNING l.id, l.kind, l.member_number, l.about, l.until_at, l.attempts, l.daily)");
  return call.query<LetterRow>(claim, call.organisation(), call.now(), members);
}

void end_letter(sdk::Call& call, const Uuid& id, v1::LetterState state,
                const std::string& failure) {
  static const std::string update = names.in(R"(
      UPDATE notify_email.letter
         SET state = $3::smallint, next_at = NULL, ended_at = $4, failure = $5,
             attempts = attempts + (CASE WHEN $3::smallint = {dropped} THEN 0 ELSE 1 END)
       WHERE org_id = $1 AND id = $2 AND state = {claimed})");
  call.queue(update, call.organisation(), id, state, call.now(), failure);
}

void put_off(sdk::Call& call, const Uuid& id, Instant next_at, bool counts, bool daily,
             const std::string& failure) {
  static const std::string update = names.in(R"(
      UPDATE notify_email.letter
         SET state = {waiting}, next_at = $3, attempts = attempts + (CASE WHEN $4::boolean THEN 1 ELSE 0 END),
             daily = daily OR $5::boolean, failure = $6
       WHERE org_id = $1 AND id = $2 AND state = {claimed})");
  call.queue(update, call.organisation(), id, next_at, counts, daily, failure);
}

Result<std::optional<int>> attempts_of(sdk::Call& call, const Uuid& id) {
  static const std::string select = names.in(
      "SELECT attempts FROM notify_email.letter "
      "WHERE org_id = $1 AND id = $2 AND state = {claimed}");
  return call.find<int>(select, call.organisation(), id);
}

Result<std::vector<ShownLetter>> list_letters(sdk::Call& call, v1::LetterState state) {
  static const std::string columns =
      "SELECT id, kind, member_number, state, queued_at, nullif(next_at, 'infinity') AS next_at, "
      "until_at, attempts, failure, ended_at FROM notify_email.letter WHERE org_id = $1 AND ";
  static const std::string queued =
      columns + names.in("state IN ({waiting}, {claimed}) ORDER BY letter.next_at, id LIMIT 200");
  static const std::string ended = columns + "state = $2 ORDER BY ended_at DESC, id LIMIT 200";
  if (state == v1::LETTER_STATE_UNSPECIFIED)
    return call.query<ShownLetter>(queued, call.organisation());
  return call.query<ShownLetter>(ended, call.organisation(), state);
}

Result<Counts> count_letters(sdk::Call& call) {
  static const std::string count = names.in(R"(
      SELECT (SELECT count(*) FROM notify_email.letter
               WHERE org_id = $1 AND state IN ({waiting}, {claimed})) AS waiting,
             (SELECT count(*) FROM notify_email.letter
               WHERE org_id = $1 AND state = {sent}
                 AND ended_at > $2::timestamptz - interval '1 day') AS sent,
             (SELECT count(*) FROM notify_email.letter
               WHERE org_id = $1 AND state = {dead}) AS dead)");
  return call.get<Counts>(count, call.organisation(), call.now());
}

Result<std::vector<std::string>> members_of(sdk::Call& call, const std::vector<std::string>& ids) {
  static const std::string select = names.in(R"(
      SELECT DISTINCT member_number FROM notify_email.letter
       WHERE org_id = $1 AND id = ANY($2::uuid[]) AND state = {dead} AND member_number <> '')");
  return call.query<std::string>(select, call.organisation(), ids);
}

Result<int> retry_letters(sdk::Call& call, const std::vector<std::string>& ids) {
  static const std::string update = names.in(R"(
      WITH again AS (
        UPDATE notify_email.letter
           SET state = {waiting}, next_at = $2, ended_at = NULL, attempts = 0
         WHERE org_id = $1 AND state = {dead} AND until_at > $2
           AND (cardinality($3::uuid[]) = 0 OR id = ANY($3::uuid[]))
        RETURNING 1)
      SELECT count(*)::int FROM again)");
  return call.get<int>(update, call.organisation(), call.now(), ids);
}

Result<int> clean_letters(sdk::Call& call) {
  // What was tried and never accepted is dead, and an administrator sees it; the rest was of no
  // use.
  static const std::string statement = names.in(R"(
      WITH ended AS (
        UPDATE notify_email.letter
           SET state = CASE WHEN attempts > 0 THEN {dead} ELSE {dropped} END, next_at = NULL,
               ended_at = $2, failure = coalesce(nullif(failure, ''), 'notify_email.too_late')
         WHERE org_id = $1 AND until_at <= $2
           AND (state = {waiting} OR (state = {claimed} AND next_at <= $2))
        RETURNING 1),
      gone AS (
        DELETE FROM notify_email.letter
         WHERE org_id = $1 AND state > {claimed} AND ended_at < $2::timestamptz - interval '90 days'
        RETURNING 1),
      withdrawn AS (
        UPDATE notify_email.message SET state = {message_withdrawn}
         WHERE org_id = $1 AND state = {message_waiting}
           AND written_at <= $2::timestamptz - interval '7 days'),
      messages AS (
        DELETE FROM notify_email.message
         WHERE org_id = $1 AND written_at < $2::timestamptz - interval '90 days'),
      refusals AS (
        DELETE FROM notify_email.refusal
         WHERE org_id = $1 AND last_at < $2::timestamptz - interval '1 year')
      SELECT (SELECT count(*) FROM ended)::int + (SELECT count(*) FROM gone)::int)");
  return call.get<int>(statement, call.organisation(), call.now());
}

}  // namespace halle::notify_email::store
