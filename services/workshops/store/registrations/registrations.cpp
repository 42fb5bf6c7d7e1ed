#include "services/workshops/store/registrations/registrations.hpp"

#include "services/workshops/store/people/visitors.hpp"
#include "services/workshops/store/sessions/workshops.hpp"

namespace halle::workshops::store {
namespace {
constexpr const char* columns =
    "r.id, r.session_id, r.member_number, r.visitor_id, r.persons, r.priority, "
    "r.state, r.until, r.registered_at, r.presence, r.price_cents, r.owed_cents, r.due_at";

std::string select_registrations(const std::string& which) {
  return names.in(std::string("SELECT ") + columns +
                  " FROM workshops.registration r WHERE r.org_id = $1 AND " + which);
}

std::vector<std::string> texts_of(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.text());
  return texts;
}
}  // namespace

Result<std::optional<Gate>> gate(sdk::Call& call, const Uuid& session, std::string_view member) {
  static const std::string statement = names.in(R"(
      SELECT s.starts_at, s.opens_at, s.closes_at, s.moved_at, s.capacity, s.taken, s.state,
             s.published_at IS NOT NULL AS was_published,
             EXISTS (SELECT 1 FROM workshops.registration r
                      WHERE r.org_id = $1 AND r.session_id = $2
                        AND r.state IN ({waiting}, {offered})) AS any_listed,
             coalesce(t.offer_minutes, $4) AS offer_minutes,
             coalesce(t.last_offer_minutes, $5) AS last_offer_minutes,
             coalesce(t.smaller_may_pass, $6) AS smaller_may_pass,
             coalesce(t.free_until_minutes, $7) AS free_until_minutes,
             coalesce(t.late_percent, $8) AS late_percent, s.price_kind, s.price_cents,
             s.reduced_cents, s.visitor_cents, s.floor_cents, s.due_at,
             (SELECT m.standing FROM workshops.member m
               WHERE m.org_id = $1 AND m.number = $3) AS standing
        FROM workshops.session s LEFT JOIN workshops.setting t ON t.org_id = $1
       WHERE s.org_id = $1 AND s.id = $2)");
  const SettingRow usual;
  return call.find<Gate>(statement, call.organisation(), session, member, usual.offer_minutes,
                         usual.last_offer_minutes, usual.smaller_may_pass, usual.free_until_minutes,
                         usual.late_percent);
}

Result<std::vector<Listed>> listed(sdk::Call& call, const Uuid& session) {
  static const std::string statement = names.in(R"(
      SELECT id, persons, priority, registered_at AS at, until
        FROM workshops.registration
       WHERE org_id = $1 AND session_id = $2 AND state IN ({waiting}, {offered}) ORDER BY id)");
  return call.query<Listed>(statement, call.organisation(), session);
}

Result<std::optional<RegistrationRow>> registration_of(sdk::Call& call, const Uuid& session,
                                                       const std::string& member) {
  static const std::string statement =
      select_registrations("r.session_id = $2 AND r.member_number = $3 AND r.state <> {cancelled}");
  return call.find<RegistrationRow>(statement, call.organisation(), session, member);
}

Result<std::vector<RegistrationRow>> registrations(sdk::Call& call, const Uuid& session) {
  static const std::string statement = select_registrations(R"(
             r.session_id = $2 AND r.state <> {cancelled}
       ORDER BY r.state = {unconfirmed}, r.state <> {registered},
                CASE WHEN r.state <> {registered} THEN -r.priority END, r.registered_at, r.id)");
  return call.query<RegistrationRow>(statement, call.organisation(), session);
}

Result<std::optional<RegistrationRow>> registration(sdk::Call& call, const Uuid& id) {
  static const std::string statement = select_registrations("r.id = $2");
  return call.find<RegistrationRow>(statement, call.organisation(), id);
}

Result<bool> insert_registration(sdk::Call& call, const RegistrationRow& registration) {
  // The constraint `places` refuses more places than there are, whatever the caller decided.
  static const std::string statement = names.in(R"(
      WITH made AS (
        INSERT INTO workshops.registration (org_id, id, session_id, member_number, visitor_id,
            persons, priority, state, registered_at, changed_at, price_cents, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
        ON CONFLICT (org_id, session_id, member_number) WHERE state <> {cancelled} DO NOTHING
        RETURNING state, persons),
      taken AS (
        UPDATE workshops.session s SET taken = s.taken + m.persons FROM made m
         WHERE s.org_id = $1 AND s.id = $3 AND m.state = {registered})
      SELECT count(*) = 1 AS made FROM made)");
  return call.get<bool>(statement, call.organisation(), registration.id, registration.session_id,
                        registration.member_number, registration.visitor_id, registration.persons,
                        registration.priority, registration.state, call.now(),
                        registration.price_cents, registration.due_at);
}

Status place(sdk::Call& call, const RegistrationRow& registration) {
  static const std::string statement = names.in(R"(
      WITH placed AS (
        UPDATE workshops.registration SET state = {registered}, until = NULL, changed_at = $4
         WHERE org_id = $1 AND id = $3)
      UPDATE workshops.session SET taken = taken + $5 WHERE org_id = $1 AND id = $2 AND $5 <> 0)");
  const bool held = registration.state == v1::REGISTRATION_STATE_OFFERED;
  return call.execute(statement, call.organisation(), registration.session_id, registration.id,
                      call.now(), held ? 0 : registration.persons);
}

Status put_on_list(sdk::Call& call, const Uuid& id) {
  static const std::string statement = names.in(
      "UPDATE workshops.registration SET state = {waiting}, registered_at = $3, changed_at = $3 "
      "WHERE org_id = $1 AND id = $2");
  return call.execute(statement, call.organisation(), id, call.now());
}

Status end(sdk::Call& call, const RegistrationRow& registration, Ended why) {
  static const std::string statement = names.in(R"(
      WITH ended AS (
        UPDATE workshops.registration
           SET state = {cancelled}, ended = $4, until = NULL, presence = 0, changed_at = $5
         WHERE org_id = $1 AND id = $3)
      UPDATE workshops.session SET taken = taken - $6 WHERE org_id = $1 AND id = $2 AND $6 <> 0)");
  const bool holds = registration.state == v1::REGISTRATION_STATE_REGISTERED ||
                     registration.state == v1::REGISTRATION_STATE_OFFERED;
  return call.execute(statement, call.organisation(), registration.session_id, registration.id, why,
                      call.now(), holds ? registration.persons : 0);
}

Status replace_unconfirmed(sdk::Call& call, const RegistrationRow& registration) {
  static const std::string statement = names.in(
      "UPDATE workshops.registration SET persons = $3, price_cents = $4, due_at = $5, "
      "registered_at = $6, changed_at = $6 "
      "WHERE org_id = $1 AND id = $2 AND state = {unconfirmed}");
  return call.execute(statement, call.organisation(), registration.id, registration.persons,
                      registration.price_cents, registration.due_at, call.now());
}

Result<std::vector<RegistrationRow>> end_all(sdk::Call& call, const Uuid& session) {
  static const std::string statement = names.in(std::string(R"(
      WITH freed AS (
        UPDATE workshops.session SET taken = 0 WHERE org_id = $1 AND id = $2)
      UPDATE workshops.registration r
         SET state = {cancelled}, until = NULL, presence = 0, changed_at = $3,
             ended = CASE WHEN r.state = {registered} THEN {called_off} ELSE {unplaced} END
       WHERE r.org_id = $1 AND r.session_id = $2 AND r.state <> {cancelled}
      RETURNING )") + columns);
  HALLE_CHECK(delete_unconfirmed_at(call, session));
  return call.query<RegistrationRow>(statement, call.organisation(), session, call.now());
}

Result<std::vector<RegistrationRow>> owing(sdk::Call& call, const Uuid& session) {
  static const std::string statement =
      select_registrations("r.session_id = $2 AND r.owed_cents > 0 ORDER BY r.id");
  return call.query<RegistrationRow>(statement, call.organisation(), session);
}

Result<std::vector<RegistrationRow>> withdraw_offers(sdk::Call& call, const Uuid& session) {
  static const std::string statement = names.in(std::string(R"(
      WITH back AS (
        UPDATE workshops.registration r SET state = {waiting}, until = NULL, changed_at = $3
         WHERE r.org_id = $1 AND r.session_id = $2 AND r.state = {offered}
        RETURNING )") + columns + R"(),
      freed AS (
        UPDATE workshops.session s SET taken = s.taken - (SELECT sum(b.persons) FROM back b)
         WHERE s.org_id = $1 AND s.id = $2 AND EXISTS (SELECT 1 FROM back))
      SELECT )" + columns + " FROM back r ORDER BY r.id");
  return call.query<RegistrationRow>(statement, call.organisation(), session, call.now());
}

Result<std::vector<RegistrationRow>> write_advance(sdk::Call& call, const Uuid& session,
                                                   const Advance& change) {
  static const std::string statement = names.in(std::string(R"(
      WITH moved AS (
        UPDATE workshops.registration r
           SET state = CASE WHEN r.id = ANY ($3::uuid[]) THEN {cancelled} ELSE {offered} END,
               ended = CASE WHEN r.id = ANY ($3::uuid[]) THEN {ran_out} END,
               until = CASE WHEN r.id = ANY ($3::uuid[]) THEN NULL ELSE $5::timestamptz END,
               changed_at = $6
         WHERE r.org_id = $1 AND r.session_id = $2
           AND (r.id = ANY ($3::uuid[]) OR r.id = ANY ($4::uuid[]))
        RETURNING )") + columns + R"(),
      counted AS (
        UPDATE workshops.session s SET taken = s.taken + (
                 SELECT sum(CASE WHEN state = {offered} THEN persons ELSE -persons END) FROM moved)
         WHERE s.org_id = $1 AND s.id = $2)
      SELECT )" + columns + " FROM moved r ORDER BY r.id");
  return call.query<RegistrationRow>(statement, call.organisation(), session,
                                     texts_of(change.ran_out), texts_of(change.offered),
                                     change.until, call.now());
}

Result<std::vector<Uuid>> lock_sessions_to_advance(sdk::Call& call, int most) {
  // Finds only what domain/waiting_list.hpp would change, which decides what is done.
  static const std::string statement = names.in(R"(
      WITH settings AS (
        SELECT coalesce(max(t.last_offer_minutes), $3) AS last_offer_minutes,
               coalesce(bool_or(t.smaller_may_pass), $4) AS smaller_may_pass
          FROM workshops.setting t WHERE t.org_id = $1),
      ran_out AS (
        SELECT r.session_id AS id FROM workshops.registration r
         WHERE r.org_id = $1 AND r.state = {offered} AND r.until <= $2),
      movable AS (
        SELECT s.id FROM workshops.session s, settings t
         WHERE s.org_id = $1 AND s.state = {published} AND s.taken < s.capacity
           AND s.starts_at > $2::timestamptz + make_interval(mins => t.last_offer_minutes)
           AND (SELECT CASE WHEN t.smaller_may_pass THEN min(r.persons)
                       ELSE (array_agg(r.persons
                                       ORDER BY r.priority DESC, r.registered_at, r.id))[1] END
                  FROM workshops.registration r
                 WHERE r.org_id = $1 AND r.session_id = s.id AND r.state = {waiting}
                   AND r.persons <= s.capacity) <= s.capacity - s.taken)
      SELECT s.id FROM workshops.session s
       WHERE s.org_id = $1
         AND s.id IN (SELECT id FROM ran_out UNION SELECT id FROM movable)
       ORDER BY s.starts_at, s.id LIMIT $5::int FOR NO KEY UPDATE OF s SKIP LOCKED)");
  const SettingRow usual;
  return call.query<Uuid>(statement, call.organisation(), call.now(), usual.last_offer_minutes,
                          usual.smaller_may_pass, most);
}

Result<std::vector<RegistrationRow>> remind(sdk::Call& call) {
  static const std::string statement = names.in(std::string(R"(
      UPDATE workshops.registration r SET reminded_of = s.starts_at FROM workshops.session s
       WHERE s.org_id = $1 AND s.state = {published} AND s.starts_at > $2
         AND s.starts_at <= $2::timestamptz + interval '1 day'
         AND r.org_id = $1 AND r.session_id = s.id AND r.state = {registered}
         AND r.changed_at < s.starts_at - interval '1 day'
         AND r.reminded_of IS DISTINCT FROM s.starts_at
      RETURNING )") + columns);
  return call.query<RegistrationRow>(statement, call.organisation(), call.now());
}

Result<std::vector<Uuid>> sessions_of(sdk::Call& call, const std::string& member) {
  static const std::string statement = names.in(R"(
      SELECT s.id FROM workshops.registration r
        JOIN workshops.session s ON s.org_id = $1 AND s.id = r.session_id
       WHERE r.org_id = $1 AND r.member_number = $2 AND r.state <> {cancelled}
         AND s.starts_at > $3 ORDER BY 1)");
  return call.query<Uuid>(statement, call.organisation(), member, call.now());
}

}  // namespace halle::workshops::store
