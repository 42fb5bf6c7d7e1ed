#include "services/shifts/rpc/take_seat.hpp"

namespace halle::shifts {
namespace {
/// All that stands against it, and the seat that was taken. The shift, then the member are locked:
/// what this statement sees of both stays so. No shift is longer than a day, of 25 hours in
/// autumn: those at the same time are found by when they begin. The unique indexes of booking hold
/// in any case.
constexpr const char* statement = R"(
    WITH shift AS MATERIALIZED (
      SELECT starts_at, ends_at, state FROM shifts.occurrence
       WHERE org_id = $1 AND template_id = $2 AND day = $3),
    free AS MATERIALIZED (
      SELECT s.number, s.important, s.skills,
             s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $4, $3) AS suits FROM shifts.seat s
       WHERE s.org_id = $1 AND s.template_id = $2 AND s.day = $3 AND NOT EXISTS (
         SELECT 1 FROM shifts.booking b
          WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.seat = s.number
            AND b.freed IS NULL)),
    beside AS MATERIALIZED (
      SELECT o.template_id, o.day FROM shift
        JOIN shifts.occurrence o
          ON o.org_id = $1 AND o.starts_at < shift.ends_at AND o.ends_at > shift.starts_at
         AND o.starts_at > shift.starts_at - interval '25 hours'
       WHERE (o.template_id, o.day) <> ($2, $3)),
    gate AS MATERIALIZED (
      SELECT EXISTS (SELECT 1 FROM shift) AS known,
             EXISTS (SELECT 1 FROM shift WHERE starts_at <= $6) AS begun,
             EXISTS (SELECT 1 FROM shift WHERE state = 2) AS cancelled,
             NOT EXISTS (SELECT 1 FROM free) AS full_up,
             $5 <> 0 AND NOT EXISTS (SELECT 1 FROM free WHERE number = $5) AS seat_taken,
             EXISTS (SELECT 1 FROM shifts.booking b
                      WHERE b.org_id = $1 AND b.member_number = $4 AND b.template_id = $2
                        AND b.day = $3 AND b.freed IS NULL) AS already,
             EXISTS (SELECT 1 FROM beside o
                      WHERE EXISTS (SELECT 1 FROM shifts.booking b
                                     WHERE b.org_id = $1 AND b.member_number = $4
                                       AND b.template_id = o.template_id AND b.day = o.day
                                       AND b.freed IS NULL)) AS elsewhere,
             1 IS DISTINCT FROM (SELECT s.standing FROM shifts.standing s
                                  WHERE s.org_id = $1 AND s.member_number = $4
                                  ORDER BY s.since DESC LIMIT 1) AS inactive,
             EXISTS (SELECT 1 FROM free WHERE $5 IN (0, number))
               AND NOT EXISTS (SELECT 1 FROM free WHERE $5 IN (0, number) AND suits) AS unskilled,
             shifts.is_beginner($1, $4) AND NOT shifts.is_led($1, $2, $3) AS alone,
             coalesce('la_louve' = (
               SELECT r.pack FROM shifts.rule r
                WHERE r.org_id = $1 AND r.from_day <= $3 ORDER BY r.from_day DESC LIMIT 1), false)
               AND EXISTS (SELECT 1 FROM shifts.template_seat t
                            WHERE t.org_id = $1 AND t.holder = $4)
               AND NOT EXISTS (SELECT 1 FROM shifts.template_seat t
                                WHERE t.org_id = $1 AND t.template_id = $2 AND t.holder = $4)
               AND NOT $9 AND 0 <= (
                 SELECT coalesce(sum(e.minutes), 0) FROM shifts.entry e
                  WHERE e.org_id = $1 AND e.member_number = coalesce((
                    SELECT b.main_number FROM shifts.belonging b
                     WHERE b.org_id = $1 AND b.member_number = $4 AND b.from_day <= $3
                       AND (b.until_day IS NULL OR b.until_day >= $3)
                       AND (SELECT r.per_household FROM shifts.rule r
                             WHERE r.org_id = $1 AND r.from_day <= $3
                             ORDER BY r.from_day DESC LIMIT 1)), $4)) AS nothing_owed),
    taken AS (
      INSERT INTO shifts.booking (org_id, id, template_id, day, seat, member_number, fixed, taken_at,
          taken_by)
      SELECT $1, $7, $2, $3, f.number, $4, false, $6, $8 FROM gate
        CROSS JOIN LATERAL (
          SELECT number FROM free WHERE $5 IN (0, number) AND suits
           ORDER BY important DESC, cardinality(skills) DESC, number LIMIT 1) f
       WHERE known AND NOT begun AND NOT cancelled AND NOT full_up AND NOT seat_taken AND NOT already
         AND NOT elsewhere AND NOT inactive AND NOT unskilled AND NOT alone
         AND NOT nothing_owed
      RETURNING seat)
    SELECT gate.*, (SELECT seat FROM taken), (
             SELECT string_agg(k.name, ', ' ORDER BY k.name COLLATE "fr-x-icu") FROM shifts.skill k
              WHERE k.org_id = $1 AND k.id <> ALL (shifts.skills_of($1, $4, $3)) AND k.id = ANY (
                SELECT unnest(f.skills) FROM (
                  SELECT skills FROM free WHERE $5 IN (0, number)
                   ORDER BY cardinality(skills), number LIMIT 1) f)),
           EXISTS (SELECT 1 FROM shifts.member m WHERE m.org_id = $1 AND m.number = $4)
      FROM gate)";
}  // namespace

Result<Seating> take_seat(sdk::Call& call, const store::Key& key, const std::string& member,
                          int seat, bool in_return) {
  HALLE_TRY(rows, call.query(statement, call.organisation(), key.template_id, key.day, member, seat,
                             call.now(), make_uuid_v7(call.now().time_since_epoch().count() / 1000),
                             call.principal(), in_return));
  const auto row = rows[0];
  if (!row.truth(0)) return store::unknown_shift(key);
  Seating out;
  out.known = row.truth(13);
  out.seat = static_cast<int>(row.number(11));
  const auto refuse = [&](std::size_t column, const char* field, const char* reason,
                          const std::string& value = {}) {
    if (!row.truth(column)) return;
    if (out.refusal.reason.empty()) out.refusal.reason = reason;
    out.refusal.fields.push_back({field, reason, value});
  };
  refuse(1, "key", "shifts.begun");
  refuse(2, "key", "shifts.cancelled");
  refuse(3, "key", "shifts.full");
  if (!row.truth(3)) refuse(4, "seat", "shifts.seat_taken");
  refuse(5, "member", "shifts.already");
  refuse(6, "member", "shifts.overlap");
  refuse(7, "member", "shifts.member_inactive");
  refuse(8, "seat", "shifts.skill_missing", row.text(12));
  refuse(9, "member", "shifts.beginner_alone");
  refuse(10, "member", "shifts.nothing_to_make_up");
  out.no_fitting_seat = row.truth(3) || row.truth(4) || row.truth(8);
  return out;
}

}  // namespace halle::shifts
