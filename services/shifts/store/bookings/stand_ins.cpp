#include "services/shifts/store/bookings/stand_ins.hpp"

#include "services/shifts/store/names.hpp"

namespace halle::shifts::store {

Result<bool> seek(sdk::Call& call, const Key& key, const std::string& member,
                  const std::vector<Key>& wanted) {
  HALLE_TRY(booking, call.find<Uuid>(R"(
      UPDATE shifts.booking
         SET stand_in_since = CASE WHEN $5 THEN coalesce(stand_in_since, $6::timestamptz) END
       WHERE org_id = $1 AND template_id = $2 AND day = $3 AND member_number = $4 AND freed IS NULL
      RETURNING id)",
                                     call.organisation(), key.template_id, key.day, member,
                                     wanted.empty(), call.now()));
  if (!booking) return false;
  call.queue("DELETE FROM shifts.wish WHERE org_id = $1 AND booking_id = $2", call.organisation(),
             *booking);
  call.queue(
      "INSERT INTO shifts.wish (org_id, booking_id, template_id, day) "
      "SELECT $1, $2, w.* FROM unnest($3::uuid[], $4::date[]) w",
      call.organisation(), *booking, sdk::unnest(wanted, &Key::template_id, &Key::day));
  return true;
}

void stop_seeking(sdk::Call& call, const Key& key, const std::string& member) {
  call.queue(R"(
      WITH own AS (
        UPDATE shifts.booking SET stand_in_since = NULL
         WHERE org_id = $1 AND template_id = $2 AND day = $3 AND member_number = $4 AND freed IS NULL
        RETURNING id)
      DELETE FROM shifts.wish WHERE org_id = $1 AND booking_id IN (SELECT id FROM own))",
             call.organisation(), key.template_id, key.day, member);
}

Result<std::optional<std::string>> proposer(sdk::Call& call, const Key& key, int seat,
                                            const Key& in_return) {
  return call.find<std::string>(R"(
      SELECT b.member_number FROM shifts.booking b
        JOIN shifts.wish w ON w.org_id = $1 AND w.booking_id = b.id AND w.template_id = $5 AND w.day = $6
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.seat = $4 AND b.freed IS NULL)",
                                call.organisation(), key.template_id, key.day, seat,
                                in_return.template_id, in_return.day);
}

Result<std::optional<GivenSeat>> give(sdk::Call& call, const Key& key, const std::string& member) {
  static const std::string free_seat = names.in(R"(
      UPDATE shifts.booking b SET freed = {taken_over}, freed_at = $5, freed_by = $6
        FROM shifts.member m, shifts.occurrence o
       WHERE m.org_id = $1 AND m.number = $4 AND o.org_id = $1 AND o.template_id = $2 AND o.day = $3
         AND b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.member_number = $4
         AND b.freed IS NULL
      RETURNING m.member_id, b.seat, o.title, o.starts_at)");
  return call.find<GivenSeat>(free_seat, call.organisation(), key.template_id, key.day, member,
                              call.now(), call.principal());
}

}  // namespace halle::shifts::store
