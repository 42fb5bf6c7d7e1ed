#include "services/shifts/store/bookings/bookings.hpp"

#include "services/shifts/domain/hours/pack.hpp"
#include "services/shifts/store/names.hpp"
#include "services/shifts/store/planning/plan.hpp"

namespace halle::shifts::store {

Result<Taken> book_seat(sdk::Call& call, const Key& key, const std::string& member, int seat,
                        bool in_return) {
  // The shift, then the member are locked: what this statement sees of both stays so. The unique
  // indexes of booking hold in any case.
  static const std::string statement = names.in(R"(
      WITH shift AS MATERIALIZED (
        SELECT starts_at, ends_at, state FROM shifts.occurrence
         WHERE org_id = $1 AND template_id = $2 AND day = $3),
      -- seats that nobody has, and whether the member has the skills for them
      free AS MATERIALIZED (
        SELECT s.number, s.important, s.skills,
               s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $4, $3) AS suits FROM shifts.seat s
         WHERE s.org_id = $1 AND s.template_id = $2 AND s.day = $3 AND NOT EXISTS (
           SELECT 1 FROM shifts.booking b
            WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.seat = s.number
              AND b.freed IS NULL)),
      -- other shifts at the same time: no shift is longer than a day, of 25 hours in autumn, so that
      -- they are found by when they begin
      beside AS MATERIALIZED (
        SELECT o.template_id, o.day FROM shift
          JOIN shifts.occurrence o
            ON o.org_id = $1 AND o.starts_at < shift.ends_at AND o.ends_at > shift.starts_at
           AND o.starts_at > shift.starts_at - interval '25 hours'
         WHERE (o.template_id, o.day) <> ($2, $3)),
      -- everything that may stand against it
      gate AS MATERIALIZED (
        SELECT EXISTS (SELECT 1 FROM shift) AS known,
               EXISTS (SELECT 1 FROM shift WHERE starts_at <= $6) AS begun,
               EXISTS (SELECT 1 FROM shift WHERE state = {cancelled}) AS cancelled,
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
               {active} IS DISTINCT FROM (SELECT s.standing FROM shifts.standing s
                                           WHERE s.org_id = $1 AND s.member_number = $4
                                           ORDER BY s.since DESC LIMIT 1) AS inactive,
               EXISTS (SELECT 1 FROM free WHERE $5 IN (0, number))
                 AND NOT EXISTS (SELECT 1 FROM free WHERE $5 IN (0, number) AND suits) AS unskilled,
               shifts.is_beginner($1, $4) AND NOT shifts.is_led($1, $2, $3) AS alone,
               -- under some packs, a member with a regular seat takes another one only to make up
               -- for what the account of the member, or of the household, owes
               coalesce((
                 SELECT r.pack FROM shifts.rule r
                  WHERE r.org_id = $1 AND r.from_day <= $3
                  ORDER BY r.from_day DESC LIMIT 1) = ANY($10::text[]), false)
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
      -- the booking: of the seats that suit, the important ones and those that need most first
      taken AS (
        INSERT INTO shifts.booking (org_id, id, template_id, day, seat, member_number, fixed,
            taken_at, taken_by)
        SELECT $1, $7, $2, $3, f.number, $4, false, $6, $8 FROM gate
          CROSS JOIN LATERAL (
            SELECT number FROM free WHERE $5 IN (0, number) AND suits
             ORDER BY important DESC, cardinality(skills) DESC, number LIMIT 1) f
         WHERE known AND NOT begun AND NOT cancelled AND NOT full_up AND NOT seat_taken
           AND NOT already AND NOT elsewhere AND NOT inactive AND NOT unskilled AND NOT alone
           AND NOT nothing_owed
        RETURNING seat)
      -- with it, the skills that the member lacks for the seat that needs least
      SELECT gate.*, (SELECT seat FROM taken) AS seat, (
               SELECT string_agg(k.name, ', ' ORDER BY k.name COLLATE "fr-x-icu") FROM shifts.skill k
                WHERE k.org_id = $1 AND k.id <> ALL (shifts.skills_of($1, $4, $3)) AND k.id = ANY (
                  SELECT unnest(f.skills) FROM (
                    SELECT skills FROM free WHERE $5 IN (0, number)
                     ORDER BY cardinality(skills), number LIMIT 1) f)) AS missing_skills,
             EXISTS (SELECT 1 FROM shifts.member m WHERE m.org_id = $1 AND m.number = $4)
               AS member_known
        FROM gate)");
  return call.get<Taken>(statement, call.organisation(), key.template_id, key.day, member, seat,
                         call.now(), call.new_id(), call.principal(), in_return,
                         packs_with(&Pack::books_only_what_is_owed));
}

Result<std::optional<TakenOver>> free_sought_seat(sdk::Call& call, const Key& key,
                                                  const std::string& member, int seat) {
  static const std::string statement = names.in(R"(
      UPDATE shifts.booking b SET freed = {taken_over}, freed_at = $6, freed_by = $7
        FROM shifts.member m, shifts.occurrence o
       WHERE m.org_id = $1 AND m.number = b.member_number
         AND o.org_id = $1 AND o.template_id = $2 AND o.day = $3
         AND b.org_id = $1 AND b.id = (
         SELECT x.id FROM shifts.booking x
           JOIN shifts.seat s
             ON s.org_id = $1 AND s.template_id = $2 AND s.day = $3 AND s.number = x.seat
          WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed IS NULL
            AND x.stand_in_since IS NOT NULL AND x.member_number <> $4 AND ($5 = 0 OR x.seat = $5)
            AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, $4, $3))
          ORDER BY s.important DESC, cardinality(s.skills) DESC, s.number LIMIT 1)
      RETURNING m.member_id, b.member_number, o.title, o.starts_at)");
  return call.find<TakenOver>(statement, call.organisation(), key.template_id, key.day, member,
                              seat, call.now(), call.principal());
}

Result<std::optional<bool>> give_back(sdk::Call& call, const Key& key, const std::string& member) {
  static const std::string statement = names.in(R"(
      UPDATE shifts.booking b SET freed = {given_back}, freed_at = $5, freed_by = $6,
             late = o.starts_at < $5::timestamptz + make_interval(hours => coalesce(
               (SELECT s.notice_hours FROM shifts.setting s WHERE s.org_id = $1), $7))
        FROM shifts.occurrence o
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.member_number = $4
         AND b.freed IS NULL AND o.org_id = $1 AND o.template_id = $2 AND o.day = $3
      RETURNING b.late)");
  return call.find<bool>(statement, call.organisation(), key.template_id, key.day, member,
                         call.now(), call.principal(), usual_notice_hours);
}

Result<std::vector<std::string>> free_all(sdk::Call& call, const Key& key) {
  static const std::string statement = names.in(R"(
      WITH freed AS (
        UPDATE shifts.booking SET freed = {called_off}, freed_at = $4, freed_by = $5
         WHERE org_id = $1 AND template_id = $2 AND day = $3 AND freed IS NULL
        RETURNING member_number)
      SELECT member_number FROM freed ORDER BY 1)");
  return call.query<std::string>(statement, call.organisation(), key.template_id, key.day,
                                 call.now(), call.principal());
}

Result<std::vector<std::string>> lost_seats(sdk::Call& call, const Key& key) {
  static const std::string statement = names.in(R"(
      SELECT DISTINCT b.member_number FROM shifts.booking b
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.freed = {called_off}
         AND b.freed_at = (
           SELECT max(x.freed_at) FROM shifts.booking x
            WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed = {called_off})
       ORDER BY 1)");
  return call.query<std::string>(statement, call.organisation(), key.template_id, key.day);
}

Result<std::vector<std::string>> restore_seats(sdk::Call& call, const Key& key) {
  static const std::string statement = names.in(R"(
      WITH shift AS MATERIALIZED (
        SELECT starts_at, ends_at FROM shifts.occurrence
         WHERE org_id = $1 AND template_id = $2 AND day = $3),
      -- bookings that the last calling off ended, of members who are active and not on leave, have
      -- the skills that the seat needs and no other shift at that time
      able AS MATERIALIZED (
        SELECT b.id, shifts.is_beginner($1, b.member_number) AS beginner FROM shifts.booking b
          JOIN shifts.seat s
            ON s.org_id = $1 AND s.template_id = $2 AND s.day = $3 AND s.number = b.seat
         WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.freed = {called_off}
           AND b.freed_at = (
             SELECT max(x.freed_at) FROM shifts.booking x
              WHERE x.org_id = $1 AND x.template_id = $2 AND x.day = $3 AND x.freed = {called_off})
           AND {active} = (SELECT t.standing FROM shifts.standing t
                            WHERE t.org_id = $1 AND t.member_number = b.member_number
                            ORDER BY t.since DESC LIMIT 1)
           AND (s.skills = '{}' OR s.skills <@ shifts.skills_of($1, b.member_number, $3))
           AND NOT EXISTS (SELECT 1 FROM shifts.leave l
                            WHERE l.org_id = $1 AND l.member_number = b.member_number
                              AND l.kind = {on_leave} AND l.from_day <= $3
                              AND (l.until_day IS NULL OR l.until_day >= $3))
           AND NOT EXISTS (
             SELECT 1 FROM shift JOIN shifts.occurrence o
                 ON o.org_id = $1 AND o.starts_at < shift.ends_at AND o.ends_at > shift.starts_at
                AND o.starts_at > shift.starts_at - interval '25 hours'
               JOIN shifts.booking x
                 ON x.org_id = $1 AND x.member_number = b.member_number
                AND x.template_id = o.template_id AND x.day = o.day AND x.freed IS NULL)),
      -- beginners get theirs where another member does too
      back AS (
        UPDATE shifts.booking b
           SET freed = NULL, freed_at = NULL, freed_by = NULL, reminded_at = NULL
         WHERE b.org_id = $1 AND b.id IN (
           SELECT id FROM able WHERE NOT beginner OR EXISTS (SELECT 1 FROM able WHERE NOT beginner))
        RETURNING b.member_number)
      SELECT member_number FROM back ORDER BY 1)");
  return call.query<std::string>(statement, call.organisation(), key.template_id, key.day);
}

Result<std::vector<std::string>> holders_of(sdk::Call& call, const Key& key) {
  return call.query<std::string>(
      "SELECT member_number FROM shifts.booking WHERE org_id = $1 AND template_id = $2 AND day = "
      "$3 AND freed IS NULL ORDER BY 1",
      call.organisation(), key.template_id, key.day);
}

Result<std::vector<Troubled>> troubled_by(sdk::Call& call, const Key& key,
                                          const std::vector<ShiftSeat>& seats, Instant starts,
                                          Instant ends) {
  return call.query<Troubled>(R"(
      SELECT b.member_number, NOT b.seat = ANY($4::smallint[]) AS seat_gone FROM shifts.booking b
       WHERE b.org_id = $1 AND b.template_id = $2 AND b.day = $3 AND b.freed IS NULL
         AND (NOT b.seat = ANY($4::smallint[]) OR EXISTS (
           SELECT 1 FROM shifts.booking x
             JOIN shifts.occurrence o
               ON o.org_id = $1 AND o.template_id = x.template_id AND o.day = x.day
            WHERE x.org_id = $1 AND x.member_number = b.member_number AND x.freed IS NULL
              AND (x.template_id, x.day) <> ($2, $3) AND o.starts_at < $6 AND o.ends_at > $5))
       ORDER BY 1)",
                              call.organisation(), key.template_id, key.day,
                              sdk::unnest(seats, &ShiftSeat::number), starts, ends);
}

Result<std::vector<Reminded>> remind(sdk::Call& call) {
  static const std::string statement = names.in(R"(
      UPDATE shifts.booking b SET reminded_at = $2 FROM shifts.occurrence o, shifts.member m
       WHERE o.org_id = $1 AND o.state = {planned} AND o.starts_at > $2
         AND o.starts_at <= $2::timestamptz + interval '2 days'
         AND b.org_id = $1 AND b.template_id = o.template_id AND b.day = o.day AND b.freed IS NULL
         AND b.reminded_at IS NULL AND b.taken_at <= o.starts_at - interval '2 days'
         AND m.org_id = $1 AND m.number = b.member_number
      RETURNING m.member_id, m.number, o.template_id, o.day, o.title, o.place, o.starts_at)");
  return call.query<Reminded>(statement, call.organisation(), call.now());
}

void remind_anew(sdk::Call& call, const Key& key, Instant starts) {
  call.queue(
      "UPDATE shifts.booking SET reminded_at = NULL WHERE org_id = $1 AND template_id = $2 "
      "AND day = $3 AND freed IS NULL AND $4::timestamptz > $5::timestamptz + interval '2 days'",
      call.organisation(), key.template_id, key.day, starts, call.now());
}

}  // namespace halle::shifts::store
