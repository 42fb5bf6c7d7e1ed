#include "services/shifts/store/planning/settings.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

void write_settings(sdk::Call& call, const v1::Settings& settings) {
  call.queue(
      "INSERT INTO shifts.setting (org_id, weeks_ahead, notice_hours, closed_on_holidays, "
      "ask_limit, free_seats_public, beginner_shifts, beginners_since) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id) DO UPDATE SET "
      "weeks_ahead = excluded.weeks_ahead, notice_hours = excluded.notice_hours, "
      "closed_on_holidays = excluded.closed_on_holidays, ask_limit = excluded.ask_limit, "
      "free_seats_public = excluded.free_seats_public, "
      "beginner_shifts = excluded.beginner_shifts, beginners_since = excluded.beginners_since",
      call.organisation(), settings.weeks_ahead(), settings.notice_hours(),
      settings.closed_on_holidays(), settings.ask_limit(), settings.free_seats_public(),
      settings.beginner_shifts(), settings.beginners_since());
}

void add_closure(sdk::Call& call, Day from, Day until, const std::string& reason) {
  call.queue(
      "INSERT INTO shifts.closure (org_id, id, from_day, until_day, reason) "
      "VALUES ($1, $2, $3, $4, $5)",
      call.organisation(), call.new_id(), from, until, reason);
}

Result<std::optional<ClosureDays>> remove_closure(sdk::Call& call, const Uuid& id) {
  return call.find<ClosureDays>(
      "DELETE FROM shifts.closure WHERE org_id = $1 AND id = $2 RETURNING from_day, until_day",
      call.organisation(), id);
}

Result<std::vector<FreedSeat>> cancel_shifts(sdk::Call& call, Day from, Day until,
                                             const std::string& reason) {
  static const std::string cancel = names.in(R"(
      WITH off AS (
        UPDATE shifts.occurrence SET state = {cancelled}, reason = $5, sequence = sequence + 1,
               changed_at = $4
         WHERE org_id = $1 AND day BETWEEN $2 AND $3 AND starts_at > $4 AND state = {planned}
           AND NOT edited
        RETURNING template_id, day, starts_at)
      UPDATE shifts.booking b SET freed = {called_off}, freed_at = $4, freed_by = $6 FROM off
       WHERE b.org_id = $1 AND b.template_id = off.template_id AND b.day = off.day
         AND b.freed IS NULL
      RETURNING b.template_id, b.day, off.starts_at, b.member_number)");
  return call.query<FreedSeat>(cancel, call.organisation(), from, until, call.now(), reason,
                               call.principal());
}

}  // namespace halle::shifts::store
