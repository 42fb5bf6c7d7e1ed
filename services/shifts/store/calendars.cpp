#include "services/shifts/store/calendars.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Status set_calendar_key(sdk::Call& call, const std::string& member, const std::string& key) {
  return call.execute(
      "INSERT INTO shifts.calendar (org_id, member_number, key_hash, made_at) "
      "VALUES ($1, $2, $3, $4) ON CONFLICT (org_id, member_number) "
      "DO UPDATE SET key_hash = excluded.key_hash, made_at = excluded.made_at",
      call.organisation(), member, sdk::Value::bytes(sha256(key)), call.now());
}

Status close_calendar(sdk::Call& call, std::string_view member) {
  return call.execute("DELETE FROM shifts.calendar WHERE org_id = $1 AND member_number = $2",
                      call.organisation(), member);
}

Result<std::optional<std::string>> calendar_of(sdk::Call& call, const std::string& key) {
  return call.find<std::string>(
      "SELECT member_number FROM shifts.calendar WHERE org_id = $1 AND key_hash = $2",
      call.organisation(), sdk::Value::bytes(sha256(key)));
}

Result<std::vector<sdk::Appointment>> agenda_of(sdk::Call& call, const std::string& member) {
  // A seat given back is gone from the calendar; a shift that was called off while the member had a
  // seat stays and says so.
  static const std::string statement = names.in(R"(
      SELECT DISTINCT ON (o.starts_at, o.template_id, o.day)
             o.template_id || '-' || o.day AS id, o.title, o.place, o.starts_at AS starts,
             o.ends_at AS ends, greatest(b.taken_at, o.changed_at) AS written, o.sequence,
             o.state = {cancelled} AS called_off
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2
         AND (b.freed IS NULL OR b.freed = {called_off} AND o.state = {cancelled})
         AND o.starts_at > $3::timestamptz - interval '90 days'
       ORDER BY o.starts_at, o.template_id, o.day, b.taken_at DESC)");
  return call.query<sdk::Appointment>(statement, call.organisation(), member, call.now());
}

Result<std::vector<sdk::Appointment>> free_seats(sdk::Call& call) {
  // What changes here is how many seats are free: calendars read it anew each time.
  static const std::string statement = names.in(R"(
      SELECT o.template_id || '-' || o.day AS id, o.title || ' (' || count(*) || ')' AS title,
             o.place, o.starts_at AS starts, o.ends_at AS ends, $2::timestamptz AS written,
             o.sequence, false AS called_off
        FROM shifts.occurrence o
        JOIN shifts.seat s ON s.org_id = $1 AND s.template_id = o.template_id AND s.day = o.day
       WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $2
         AND EXISTS (SELECT 1 FROM shifts.setting t WHERE t.org_id = $1 AND t.free_seats_public)
         AND NOT EXISTS (SELECT 1 FROM shifts.booking b
                          WHERE b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day
                            AND b.seat = s.number AND b.freed IS NULL)
       GROUP BY o.org_id, o.template_id, o.day ORDER BY o.starts_at, o.template_id, o.day)");
  return call.query<sdk::Appointment>(statement, call.organisation(), call.now());
}

Result<bool> shows_free_seats(sdk::Call& call) {
  HALLE_TRY(found,
            call.find<int>("SELECT 1 FROM shifts.setting WHERE org_id = $1 AND free_seats_public",
                           call.organisation()));
  return found.has_value();
}

}  // namespace halle::shifts::store
