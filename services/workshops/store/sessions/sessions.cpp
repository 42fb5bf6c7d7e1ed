#include "services/workshops/store/sessions/sessions.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {
namespace {
/// The columns of SessionRow of the sessions `s` for which `which` holds. $2: zone; $3: the
/// caller's number.
std::string select_sessions(const std::string& which) {
  return names.in(R"(
      SELECT s.id, s.workshop_id, w.title, w.theme, s.starts_at, s.ends_at,
             to_char(s.starts_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_start,
             to_char(s.ends_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_end,
             s.opens_at, s.closes_at,
             to_char(s.opens_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_opens,
             to_char(s.closes_at AT TIME ZONE $2, 'YYYY-MM-DD"T"HH24:MI') AS local_closes,
             s.place, s.led_by,
             ARRAY(SELECT l.member_number FROM workshops.leader l
                    WHERE l.org_id = $1 AND l.session_id = s.id ORDER BY 1) AS leaders,
             s.capacity, s.minimum, s.audience, s.price_kind, s.price_cents, s.reduced_cents,
             s.visitor_cents, s.floor_cents, s.due_at, s.state,
             s.published_at IS NOT NULL AS was_published, s.reason, s.taken, s.sequence, s.zone_id,
             s.zone_name,
             EXISTS (SELECT 1 FROM workshops.zone_hold h
                      WHERE h.org_id = $1 AND h.session_id = s.id AND h.zone_id = s.zone_id
                        AND h.starts_at = s.starts_at AND h.ends_at = s.ends_at AND h.booked)
               AS zone_held,
             s.helpers, s.helpers_task, s.helpers_skills::text[] AS helpers_skills,
             s.helpers_planned,
             (SELECT coalesce(sum(x.persons), 0) FROM workshops.registration x
               WHERE x.org_id = $1 AND x.session_id = s.id AND x.state = {waiting})::int AS waiting,
             s.starts_at - make_interval(mins => coalesce((
               SELECT t.last_offer_minutes FROM workshops.setting t WHERE t.org_id = $1), 120))
               AS offers_end,
             r.id AS own_id, r.persons AS own_persons, r.state AS own_state, r.until AS own_until,
             r.registered_at AS own_at, r.price_cents AS own_price_cents
        FROM workshops.session s
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
        LEFT JOIN workshops.registration r ON r.org_id = $1 AND r.session_id = s.id
         AND r.member_number = $3 AND r.state <> {cancelled}
       WHERE s.org_id = $1 AND )" +
                  which);
}

std::vector<std::string> texts_of(const std::vector<Uuid>& ids) {
  std::vector<std::string> texts;
  for (const auto& id : ids) texts.push_back(id.text());
  return texts;
}

/// Queues: these members lead the session.
void write_leaders(sdk::Call& call, const SessionValues& session) {
  call.queue("DELETE FROM workshops.leader WHERE org_id = $1 AND session_id = $2",
             call.organisation(), session.id);
  call.queue(
      "INSERT INTO workshops.leader (org_id, session_id, member_number) "
      "SELECT DISTINCT $1::uuid, $2::uuid, n FROM unnest($3::text[]) n",
      call.organisation(), session.id, session.leaders);
}
}  // namespace

Error unknown_session(const std::string& id) {
  return not_found("session", "workshops.session_unknown", id);
}

Result<Uuid> session_id(const std::string& text) {
  const auto id = Uuid::parse(text);
  if (!id) return unknown_session(text);
  return *id;
}

Result<std::vector<SessionRow>> sessions(sdk::Call& call, const std::string& from,
                                         const std::string& until, bool unpublished) {
  static const std::string statement = select_sessions(R"(
             s.starts_at >= $4::date::timestamp AT TIME ZONE $2
         AND s.starts_at < ($5::date + 1)::timestamp AT TIME ZONE $2
         AND ($6 OR s.published_at IS NOT NULL)
       ORDER BY s.starts_at, s.id)");
  return call.query<SessionRow>(statement, call.organisation(), call.zone(), call.subject(), from,
                                until, unpublished);
}

Result<std::vector<SessionRow>> sessions(sdk::Call& call, const std::vector<Uuid>& ids) {
  static const std::string statement =
      select_sessions("s.id = ANY ($4::uuid[]) ORDER BY s.starts_at, s.id");
  return call.query<SessionRow>(statement, call.organisation(), call.zone(), call.subject(),
                                texts_of(ids));
}

Result<SessionRow> session(sdk::Call& call, const Uuid& id) {
  static const std::string statement = select_sessions("s.id = $4");
  HALLE_TRY(found,
            call.find<SessionRow>(statement, call.organisation(), call.zone(), call.subject(), id));
  if (!found) return unknown_session(id.text());
  return *std::move(found);
}

Result<std::vector<SessionRow>> public_sessions(sdk::Call& call, int most) {
  static const std::string statement = select_sessions(R"(
             s.starts_at > $4 AND s.state = {published} AND s.audience = {anybody}
       ORDER BY s.starts_at, s.id LIMIT $5::int)");
  return call.query<SessionRow>(statement, call.organisation(), call.zone(), call.subject(),
                                call.now(), most);
}

void lock_session(sdk::Call& call, const Uuid& id) {
  call.queue("SELECT 1 FROM workshops.session WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE",
             call.organisation(), id);
}

Result<std::vector<Moment>> moments(sdk::Call& call, const std::vector<std::string>& local) {
  return call.query<Moment>(R"(
      SELECT t.at, coalesce(t.at AT TIME ZONE $2 = t.local, true) AS exists
        FROM (SELECT n, nullif(text, '')::timestamp AS local,
                     nullif(text, '')::timestamp AT TIME ZONE $2 AS at
                FROM unnest($1::text[]) WITH ORDINALITY u (text, n)) t ORDER BY t.n)",
                            local, call.zone());
}

Status insert_session(sdk::Call& call, const SessionValues& session, v1::SessionState state) {
  call.queue(R"(
      INSERT INTO workshops.session (org_id, id, workshop_id, starts_at, ends_at, opens_at,
          closes_at, place, led_by, capacity, minimum, audience, state, changed_at,
          published_at, price_kind, price_cents, reduced_cents, visitor_cents, floor_cents, due_at,
          zone_id, zone_name, helpers, helpers_task, helpers_skills)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
              $20, $21, $22, $23, $24, $25, $26::uuid[]))",
             call.organisation(), session.id, session.workshop_id, session.starts_at,
             session.ends_at, session.opens_at, session.closes_at, session.place, session.led_by,
             session.capacity, session.minimum, session.audience, state, call.now(),
             state == v1::SESSION_STATE_PUBLISHED ? std::optional(call.now()) : std::nullopt,
             session.price.kind, session.price.cents, session.price.reduced_cents,
             session.price.visitor_cents, session.price.floor_cents, session.due_at,
             session.zone_id, session.zone_name, session.helpers.count, session.helpers.task,
             session.helpers.skills);
  write_leaders(call, session);
  return Done{};
}

Status update_session(sdk::Call& call, const SessionValues& session, Instant offers_end) {
  static const std::string cut_offers = names.in(R"(
      UPDATE workshops.registration SET until = $3, changed_at = $4
       WHERE org_id = $1 AND session_id = $2 AND state = {offered} AND until > $3)");
  call.queue(R"(
      UPDATE workshops.session
         SET starts_at = $3, ends_at = $4, opens_at = $5, closes_at = $6, place = $7, led_by = $8,
             capacity = $9, minimum = $10, audience = $11, changed_at = $12,
             moved_at = CASE WHEN (starts_at, ends_at, place) IS DISTINCT FROM ($3, $4, $7)
                             THEN $12 ELSE moved_at END,
             sequence = sequence + 1, price_kind = $13, price_cents = $14, reduced_cents = $15,
             visitor_cents = $16, floor_cents = $17, due_at = $18, zone_id = $19,
             zone_name = CASE WHEN $20 = '' AND zone_id = $19::uuid THEN zone_name ELSE $20 END,
             helpers = $21, helpers_task = $22, helpers_skills = $23::uuid[]
       WHERE org_id = $1 AND id = $2)",
             call.organisation(), session.id, session.starts_at, session.ends_at, session.opens_at,
             session.closes_at, session.place, session.led_by, session.capacity, session.minimum,
             session.audience, call.now(), session.price.kind, session.price.cents,
             session.price.reduced_cents, session.price.visitor_cents, session.price.floor_cents,
             session.due_at, session.zone_id, session.zone_name, session.helpers.count,
             session.helpers.task, session.helpers.skills);
  call.queue(cut_offers, call.organisation(), session.id, offers_end, call.now());
  write_leaders(call, session);
  return Done{};
}

Status set_state(sdk::Call& call, const Uuid& id, v1::SessionState state,
                 const std::string& reason) {
  static const std::string statement = names.in(R"(
      UPDATE workshops.session
         SET state = $3::smallint, reason = $4, changed_at = $5, sequence = sequence + 1,
             published_at = CASE WHEN $3::smallint = {published} THEN $5 ELSE published_at END
       WHERE org_id = $1 AND id = $2)");
  return call.execute(statement, call.organisation(), id, state, reason, call.now());
}

void set_zone_name(sdk::Call& call, const Uuid& id, const std::string& name) {
  call.queue("UPDATE workshops.session SET zone_name = $3 WHERE org_id = $1 AND id = $2",
             call.organisation(), id, name);
}

Status set_helpers_planned(sdk::Call& call, const Uuid& id, bool planned) {
  return call.execute(
      "UPDATE workshops.session SET helpers_planned = $3 WHERE org_id = $1 AND id = $2",
      call.organisation(), id, planned);
}

Result<bool> leads(sdk::Call& call, const Uuid& id, std::string_view member) {
  HALLE_TRY(found, call.find<int>("SELECT 1 FROM workshops.leader WHERE org_id = $1 AND "
                                  "session_id = $2 AND member_number = $3",
                                  call.organisation(), id, member));
  return found.has_value();
}

}  // namespace halle::workshops::store
