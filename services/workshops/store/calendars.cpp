#include "services/workshops/store/calendars.hpp"

#include "services/workshops/store/names.hpp"

namespace halle::workshops::store {

Status set_calendar_key(sdk::Call& call, const std::string& member, const std::string& key) {
  return call.execute(
      "INSERT INTO workshops.calendar (org_id, member_number, key_hash, made_at) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, member_number) "
      "DO UPDATE SET key_hash = excluded.key_hash, made_at = excluded.made_at",
      call.organisation(), member, sdk::Value::bytes(sha256(key)), call.now());
}

Status close_calendar(sdk::Call& call, std::string_view member) {
  return call.execute("DELETE FROM workshops.calendar WHERE org_id = $1 AND member_number = $2",
                      call.organisation(), member);
}

Result<std::optional<std::string>> calendar_of(sdk::Call& call, const std::string& key) {
  return call.find<std::string>(
      "SELECT member_number FROM workshops.calendar WHERE org_id = $1 AND key_hash = $2",
      call.organisation(), sdk::Value::bytes(sha256(key)));
}

Result<std::vector<sdk::Appointment>> agenda_of(sdk::Call& call, const std::string& member) {
  // A place given back is gone from the calendar; a session that was cancelled while the member had
  // one stays and says so.
  static const std::string statement = names.in(R"(
      SELECT s.id::text AS id, w.title, s.place, s.starts_at AS starts, s.ends_at AS ends,
             greatest(max(r.changed_at), s.changed_at) AS written, s.sequence,
             s.state = {session_cancelled} AS called_off
        FROM workshops.registration r
        JOIN workshops.session s ON s.org_id = $1 AND s.id = r.session_id
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
       WHERE r.org_id = $1 AND r.member_number = $2
         AND (r.state = {registered} OR r.ended = {called_off})
         AND s.starts_at > $3::timestamptz - interval '90 days'
       GROUP BY s.org_id, s.id, w.org_id, w.id ORDER BY s.starts_at, s.id)");
  return call.query<sdk::Appointment>(statement, call.organisation(), member, call.now());
}

Result<std::vector<sdk::Appointment>> public_agenda(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      SELECT s.id::text AS id, w.title, s.place, s.starts_at AS starts, s.ends_at AS ends,
             s.changed_at AS written, s.sequence, s.state = {session_cancelled} AS called_off
        FROM workshops.session s
        JOIN workshops.workshop w ON w.org_id = $1 AND w.id = s.workshop_id
       WHERE s.org_id = $1 AND s.published_at IS NOT NULL AND s.audience = {anybody}
         AND s.starts_at > $2::timestamptz - interval '30 days'
       ORDER BY s.starts_at, s.id LIMIT 500)");
  return call.query<sdk::Appointment>(statement, call.organisation(), call.now());
}

}  // namespace halle::workshops::store
