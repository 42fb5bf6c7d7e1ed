#include "services/workshops/store/sessions/zone_holds.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {

void note_hold(sdk::Call& call, const ZoneHold& hold) {
  call.queue(R"(
      INSERT INTO workshops.zone_hold (org_id, session_id, zone_id, starts_at, ends_at, booked,
                                       noted_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (org_id, session_id) DO UPDATE
         SET zone_id = excluded.zone_id, starts_at = excluded.starts_at,
             ends_at = excluded.ends_at, booked = excluded.booked, noted_at = excluded.noted_at)",
             call.organisation(), hold.session, hold.zone, hold.starts_at, hold.ends_at,
             hold.booked, call.now());
}

void note_no_hold(sdk::Call& call, const Uuid& session) {
  call.queue("DELETE FROM workshops.zone_hold WHERE org_id = $1 AND session_id = $2",
             call.organisation(), session);
}

Result<bool> holds_in_vain(sdk::Call& call, const Uuid& session) {
  static const std::string statement = names.in(R"(
      SELECT 1 FROM workshops.zone_hold h
        JOIN workshops.session s ON s.org_id = $1 AND s.id = h.session_id
       WHERE h.org_id = $1 AND h.session_id = $2
         AND (s.state <> {published} OR s.zone_id IS NULL))");
  HALLE_TRY(found, call.find<int>(statement, call.organisation(), session));
  return found.has_value();
}

Result<std::vector<Uuid>> held_in_vain(sdk::Call& call, Instant until, int most) {
  static const std::string statement = names.in(R"(
      SELECT h.session_id FROM workshops.zone_hold h
       WHERE h.org_id = $1 AND h.ends_at > $2 AND h.noted_at <= $3 AND NOT EXISTS (
         SELECT 1 FROM workshops.session s
          WHERE s.org_id = $1 AND s.id = h.session_id AND s.state = {published}
            AND s.zone_id = h.zone_id AND s.starts_at = h.starts_at AND s.ends_at = h.ends_at
            AND h.booked)
       ORDER BY h.noted_at, h.session_id LIMIT $4)");
  return call.query<Uuid>(statement, call.organisation(), call.now(), until, most);
}

Status forget_holds(sdk::Call& call, const std::vector<Uuid>& sessions, Instant until) {
  std::vector<std::string> texts;
  for (const auto& id : sessions) texts.push_back(id.text());
  return call.execute(
      "DELETE FROM workshops.zone_hold "
      "WHERE org_id = $1 AND session_id = ANY ($2::uuid[]) AND noted_at <= $3",
      call.organisation(), texts, until);
}

}  // namespace halle::workshops::store
